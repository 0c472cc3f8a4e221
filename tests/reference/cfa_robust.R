# data: holzinger_swineford political_democracy bfi survey65
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
hs <- load_data("holzinger_swineford")
pd <- load_data("political_democracy")
bfi <- load_data("bfi")
survey <- load_data("survey65")
HS <- "visual =~ x1 + x2 + x3
       textual =~ x4 + x5 + x6
       speed =~ x7 + x8 + x9"
POLITICAL <- "ind60 =~ x1 + x2 + x3
  dem60 =~ y1 + y2 + y3 + y4
  dem65 =~ y5 + y6 + y7 + y8
  dem60 ~ ind60
  dem65 ~ ind60 + dem60
  y1 ~~ y5
  y2 ~~ y4 + y6
  y3 ~~ y7
  y4 ~~ y8
  y6 ~~ y8"
BFI <- paste(sapply(c("A", "C", "E", "N", "O"), function(t) paste(t, "=~", paste0(t, 1:5, collapse = " + "))), collapse = "\n")
COVARIATES <- "textual =~ x4 + x5 + x6\n textual ~ x2 + x3 + ageyr"
TWELVE <- "f1 =~ d1_1 + d1_2 + d1_3 + d1_4 + d1_5 + d1_6\n f2 =~ d3_1 + d3_2 + d3_3 + d3_4 + d3_5 + d3_6"
survey$weight <- 0.5 + (seq_len(nrow(survey)) - 1) %% 7 / 4
hs$weight <- 0.5 + (seq_len(nrow(hs)) - 1) %% 7 / 4
hs$class <- (seq_len(nrow(hs)) * 17) %% 60
# see cfa_complete.R for why twice; the estimates are those of ML whatever the test
start <- function(model, data, ..., fixed.x = TRUE) {
  f <- suppressWarnings(sem(model, data = data, optim.method = "BFGS", control = list(reltol = 1e-15, maxit = 5000), meanstructure = TRUE,
                            se = "none", test = "none", baseline = FALSE, fixed.x = fixed.x, ...))
  parTable(f)
}
from <- function(pt, model, data, ..., fixed.x = TRUE) {
  sem(model, data = data, start = pt, fixed.x = fixed.x, optim.method = "none", ...)
}
full <- function(f) {
  out <- lavaan_values(f)
  s <- as.data.frame(standardizedSolution(f))
  out$standardized <- as.list(s[intersect(c("lhs", "op", "rhs", "group", "est.std", "se"), names(s))])
  out
}
ROBUST <- c("MLR", "MLM", "MLMV", "MLMVS")
values <- list()
cases <- list(hs = list(HS, hs), political = list(POLITICAL, pd), bfi = list(BFI, bfi), covariates = list(COVARIATES, hs))
for (name in names(cases)) {
  model <- cases[[name]][[1]]
  data <- cases[[name]][[2]]
  pt <- start(model, data)
  for (e in ROBUST) values[[paste0(name, "_", e)]] <- full(from(pt, model, data, estimator = e))
}
scalar <- c("loadings", "intercepts")
pt <- start(HS, hs, group = "school")
for (e in ROBUST) values[[paste0("groups_", e)]] <- full(from(pt, HS, hs, group = "school", estimator = e))
pt <- start(HS, hs, group = "school", group.equal = scalar)
for (e in ROBUST) values[[paste0("scalar_", e)]] <- full(from(pt, HS, hs, group = "school", group.equal = scalar, estimator = e))
pt <- start(TWELVE, survey)
values$cluster <- full(from(pt, TWELVE, survey, estimator = "MLR", cluster = "school"))
values$cluster_ML <- full(from(pt, TWELVE, survey, cluster = "school"))
pt <- start(HS, hs, group = "school", group.equal = "loadings")
values$cluster_groups <- full(from(pt, HS, hs, group = "school", group.equal = "loadings", estimator = "MLR", cluster = "class"))
pt <- start(TWELVE, survey, sampling.weights = "weight")
values$weights <- full(from(pt, TWELVE, survey, estimator = "MLR", sampling.weights = "weight"))
values$weights_cluster <- full(from(pt, TWELVE, survey, estimator = "MLR", sampling.weights = "weight", cluster = "school"))
pt <- start(HS, hs, group = "school", group.equal = "loadings", sampling.weights = "weight")
values$weights_groups <- full(from(pt, HS, hs, group = "school", group.equal = "loadings", estimator = "MLR", sampling.weights = "weight"))
values$covariates_random_MLR <- full(from(start(COVARIATES, hs, fixed.x = FALSE), COVARIATES, hs, estimator = "MLR", fixed.x = FALSE))
m <- as.data.frame(modindices(from(start(HS, hs), HS, hs, estimator = "MLR")))
m$group <- 1
values$mi_MLR <- list(mi = as.list(m[c("lhs", "op", "rhs", "group", "mi", "epc", "sepc.lv", "sepc.all")]))
emit(values)
