# data: holzinger_swineford survey65
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
hs <- load_data("holzinger_swineford")
survey <- load_data("survey65")
HS <- "visual =~ x1 + x2 + x3
       textual =~ x4 + x5 + x6
       speed =~ x7 + x8 + x9"
TWELVE <- "f1 =~ d1_1 + d1_2 + d1_3 + d1_4 + d1_5 + d1_6\n f2 =~ d3_1 + d3_2 + d3_3 + d3_4 + d3_5 + d3_6"
EQUAL <- "f1 =~ d1_1 + a*d1_2 + a*d1_3 + d1_4 + d1_5 + d1_6\n f2 =~ d3_1 + d3_2 + d3_3 + b*d3_4 + b*d3_5 + b*d3_6"
# see cfa_complete.R for why twice
start <- function(model, data, ...) {
  f <- suppressWarnings(sem(model, data = data, optim.method = "BFGS", control = list(reltol = 1e-15, maxit = 5000), meanstructure = TRUE,
                            se = "none", test = "none", baseline = FALSE, ...))
  parTable(f)
}
from <- function(pt, model, data, ...) sem(model, data = data, start = pt, optim.method = "none", ...)
values <- list()
# three levels of invariance
levels <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"))
tables <- lapply(levels, function(equal) start(HS, hs, group = "school", group.equal = equal))
plain <- function(d) list(chisq = d[["Chisq diff"]][-1], df = d[["Df diff"]][-1], pvalue = d[["Pr(>Chisq)"]][-1])
difference <- function(e, method) {
  fits <- Map(function(pt, equal) from(pt, HS, hs, group = "school", group.equal = equal, estimator = e), tables, levels)
  plain(as.data.frame(lavTestLRT(fits[[1]], fits[[2]], fits[[3]], method = method)))
}
for (e in c("MLR", "MLM")) for (method in c("satorra.bentler.2001", "satorra.bentler.2010", "satorra.2000"))
  values[[paste(e, method)]] <- difference(e, method)
for (e in c("MLMV", "MLMVS", "ML")) values[[paste(e, "default")]] <- difference(e, "default")
# loadings held equal within a factor, colleagues in schools
pa <- start(TWELVE, survey)
pb <- start(EQUAL, survey)
for (e in c("MLR", "MLM", "MLMV")) {
  school <- if (e == "MLR") "school" else NULL
  a <- from(pa, TWELVE, survey, estimator = e, cluster = school)
  b <- from(pb, EQUAL, survey, estimator = e, cluster = school)
  values[[paste(e, "equal")]] <- plain(as.data.frame(lavTestLRT(a, b)))
  if (e != "MLMV") values[[paste(e, "equal 2010")]] <- plain(as.data.frame(lavTestLRT(a, b, method = "satorra.bentler.2010")))
}
emit(values)
