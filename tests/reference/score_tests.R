# data: holzinger_swineford holzinger_swineford_incomplete
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
hs <- load_data("holzinger_swineford")
HS <- "visual =~ x1 + x2 + x3
       textual =~ x4 + x5 + x6
       speed =~ x7 + x8 + x9"
LABELS <- "visual =~ x1 + a*x2 + a*x3
           textual =~ x4 + b*x5 + x6
           speed =~ x7 + x8 + d*x9
           b == 2*d - 1"
both <- function(f) {
  s <- lavTestScore(f, epc = TRUE)
  list(total = unclass(s$test$X2)[1], df = s$test$df[1], univariate = as.numeric(s$uni$X2),
       epc = as.list(as.data.frame(s$epc)[c("lhs", "op", "rhs", "group", "free", "epc")]))
}
one <- function(f) {
  s <- lavTestScore(f)
  list(total = unclass(s$test$X2)[1], df = s$test$df[1], univariate = as.numeric(s$uni$X2))
}
emit(list(
  scalar = both(cfa(HS, hs, group = "school", group.equal = c("loadings", "intercepts"))),
  strict = both(cfa(HS, hs, group = "school", group.equal = c("loadings", "intercepts", "residuals"))),
  labels = one(cfa(LABELS, hs))
))
