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
items <- setdiff(names(survey), "school")
SURVEY <- paste(sapply(1:8, function(k) paste0("f", k, " =~ ", paste(items[startsWith(items, paste0("d", k, "_"))], collapse = " + "))), collapse = "\n")
# lavaan's default optimiser stops where up to 3e-5 is left in the estimates (relative to their errors) and, asked for more,
# runs away; BFGS goes on to a gradient of 1e-7 and the fit that starts there has nothing left to do.
fit <- function(model, data, ..., fixed.x = TRUE) {
  f <- suppressWarnings(sem(model, data = data, optim.method = "BFGS", control = list(reltol = 1e-15, maxit = 5000),
                            se = "none", test = "none", baseline = FALSE, fixed.x = fixed.x, ...))
  f <- sem(model, data = data, start = parTable(f), fixed.x = fixed.x, optim.method = "none", ...)
  free <- !any(parTable(f)$op == "==")  # under constraints the gradient need not vanish
  stopifnot(lavInspect(f, "converged"), !free || max(abs(lavInspect(f, "gradient"))) < 1e-5)
  f
}
full <- function(f, mi = FALSE, std = TRUE) {
  out <- lavaan_values(f)
  if (std) out$standardized <- standardized_values(f)
  if (mi) {
    m <- as.data.frame(modindices(f))
    if (is.null(m$group)) m$group <- 1
    out$mi <- as.list(m[c("lhs", "op", "rhs", "group", "mi", "epc", "sepc.lv", "sepc.all")])
  }
  out
}
standardized_values <- function(f) {
  s <- as.data.frame(standardizedSolution(f))
  as.list(s[intersect(c("lhs", "op", "rhs", "group", "est.std", "se"), names(s))])
}
values <- list()
for (e in c("ML", "GLS", "ULS")) {
  values[[paste0("hs_", e)]] <- full(fit(HS, hs, estimator = e), mi = TRUE)
  values[[paste0("political_", e)]] <- full(fit(POLITICAL, pd, estimator = e), mi = e == "ML")
  values[[paste0("bfi_", e)]] <- full(fit(BFI, bfi, estimator = e), mi = e == "ML")
}
values$survey_ML <- full(sem(SURVEY, survey), std = FALSE)
values$hs_std_lv <- full(fit(HS, hs, std.lv = TRUE))
values$hs_orthogonal <- full(fit(HS, hs, orthogonal = TRUE))
values$hs_means <- full(fit(HS, hs, meanstructure = TRUE))
values$hs_second_order <- full(fit(paste(HS, "\n g =~ visual + textual + speed"), hs), mi = TRUE)
values$hs_bifactor <- full(fit(paste("g =~", paste0("x", 1:9, collapse = " + "), "\n v =~ x1 + x2 + x3 \n t =~ x4 + x5 + x6"),
                               hs, orthogonal = TRUE, std.lv = TRUE))
values$hs_labels <- full(fit("visual =~ x1 + a*x2 + a*x3\n textual =~ NA*x4 + x5 + 0.9*x6\n textual ~~ 1*textual\n speed =~ x7 + b*x8 + c*x9\n b == 2*c - 1\n ratio := a/b\n total := ratio + sqrt(c)", hs))
values$hs_groups <- full(fit(HS, hs, group = "school"), mi = TRUE)
values$hs_metric <- full(fit(HS, hs, group = "school", group.equal = "loadings"))
values$hs_scalar <- full(fit(HS, hs, group = "school", group.equal = c("loadings", "intercepts")))
values$hs_strict <- full(fit(HS, hs, group = "school", group.equal = c("loadings", "intercepts", "residuals")))
values$hs_partial <- full(fit(HS, hs, group = "school", group.equal = c("loadings", "intercepts"),
                              group.partial = c("visual=~x3", "x7~1")))
values$hs_std_lv_metric <- full(fit(HS, hs, group = "school", group.equal = "loadings", std.lv = TRUE))
values$hs_per_group <- full(fit("visual =~ x1 + c(0.5, 0.6)*x2 + c(a, b)*x3\n textual =~ x4 + c(d, d)*x5 + x6", hs, group = "school"))
values$hs_covariates <- full(fit("textual =~ x4 + x5 + x6\n textual ~ x2 + x3 + ageyr", hs), mi = FALSE)
values$hs_covariates_means <- full(fit("textual =~ x4 + x5 + x6\n textual ~ x2 + x3 + ageyr", hs, meanstructure = TRUE))
values$hs_covariates_random <- full(fit("textual =~ x4 + x5 + x6\n textual ~ x2 + x3 + ageyr", hs, fixed.x = FALSE))
values$hs_path <- full(fit("x1 ~ x2 + x3\n x4 ~ x1 + ageyr\n x9 ~ x4 + x1", hs))
values$hs_direct <- full(fit("textual =~ x4 + x5 + x6\n speed =~ x7 + x8 + x9\n speed ~ textual + ageyr\n x5 ~ ageyr", hs))
S <- cov(hs[paste0("x", 1:9)])
values$hs_moments <- full(sem(HS, sample.cov = S, sample.nobs = 301))
scores <- lavPredict(fit(HS, hs))
values$hs_scores <- list(regression = unclass(scores)[1:20, ], bartlett = unclass(lavPredict(fit(HS, hs), method = "Bartlett"))[1:20, ])
values$hs_residuals <- list(cor = unclass(residuals(fit(HS, hs), type = "cor.bollen")$cov))
emit(values)
