# data: holzinger_swineford_incomplete bfi survey65_incomplete
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
hs <- load_data("holzinger_swineford_incomplete")
bfi <- load_data("bfi")
survey <- load_data("survey65_incomplete")
HS <- "visual =~ x1 + x2 + x3
       textual =~ x4 + x5 + x6
       speed =~ x7 + x8 + x9"
BFI <- paste(sapply(c("A", "C", "E", "N", "O"), function(t) paste(t, "=~", paste0(t, 1:5, collapse = " + "))), collapse = "\n")
items <- setdiff(names(survey), "school")
# the first two factors only: all 65 items take lavaan more than a minute
FIRST <- paste(sapply(1:2, function(k) paste0("f", k, " =~ ", paste(items[startsWith(items, paste0("d", k, "_"))], collapse = " + "))), collapse = "\n")
# see cfa_complete.R for why twice
fit <- function(model, data, ..., fixed.x = TRUE) {
  f <- suppressWarnings(sem(model, data = data, missing = "fiml", optim.method = "BFGS", control = list(reltol = 1e-15, maxit = 5000),
                            em.h1.iter.max = 5000, em.h1.tol = 1e-10, se = "none", test = "none", baseline = FALSE, fixed.x = fixed.x, ...))
  sem(model, data = data, missing = "fiml", start = parTable(f), fixed.x = fixed.x, optim.method = "none", em.h1.iter.max = 5000, em.h1.tol = 1e-10, ...)
}
full <- function(f, mi = FALSE) {
  out <- lavaan_values(f)
  out$standardized <- standardized_values(f)
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
values$hs <- full(fit(HS, hs), mi = TRUE)
values$hs_second_order <- full(fit(paste(HS, "\n g =~ visual + textual + speed"), hs), mi = TRUE)
values$hs_scalar <- full(fit(HS, hs, group = "school", group.equal = c("loadings", "intercepts")))
values$hs_covariates <- full(fit("textual =~ x4 + x5 + x6\n textual ~ x2 + ageyr", hs))
values$bfi <- full(fit(BFI, bfi), mi = TRUE)
values$survey <- full(fit(FIRST, survey))
f <- cfa(HS, hs, missing = "fiml")
s <- lavInspect(f, "sampstat")
values$em <- list(mean = as.numeric(s$mean), cov = unclass(s$cov))
emit(values)
