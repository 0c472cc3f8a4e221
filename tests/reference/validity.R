# data: holzinger_swineford bfi holzinger_swineford_incomplete
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages({
  library(lavaan)
  library(semTools)
})
hs <- load_data("holzinger_swineford")
bfi <- load_data("bfi")
gaps <- load_data("holzinger_swineford_incomplete")
HS <- "visual =~ x1 + x2 + x3
       textual =~ x4 + x5 + x6
       speed =~ x7 + x8 + x9"
BFI <- paste(sapply(c("A", "C", "E", "N", "O"), function(t) paste(t, "=~", paste0(t, 1:5, collapse = " + "))), collapse = "\n")
# to a gradient of 1e-7, see cfa_complete.R
fit <- function(model, data, ...) {
  f <- suppressWarnings(cfa(model, data, optim.method = "BFGS", control = list(reltol = 1e-15, maxit = 5000),
                            se = "none", test = "none", baseline = FALSE, ...))
  cfa(model, data, start = parTable(f), optim.method = "none", ...)
}
ratios <- function(model, data, htmt2 = FALSE, ...) {
  m <- htmt(model, data, absolute = TRUE, htmt2 = htmt2, ...)
  m <- as.matrix(m)
  m[upper.tri(m)] <- t(m)[upper.tri(m)]
  list(names = rownames(m), values = unname(m))
}
# one row per group (a single row without groups), columns are factors
rows <- function(x) {
  if (is.data.frame(x)) {
    x <- x[setdiff(names(x), "school")]
    return(lapply(as.list(x), as.numeric))
  }
  as.list(x)
}
evidence <- function(f, higher = character(0)) {
  out <- list(ave = rows(AVE(f)), ave_model = rows(AVE(f, obs.var = FALSE)),
              omega = rows(compRelSEM(f, obs.var = TRUE)), omega_model = rows(compRelSEM(f, obs.var = FALSE)))
  out
}
values <- list()
values$htmt_hs <- ratios(HS, hs)
values$htmt_bfi <- ratios(BFI, bfi)
values$hs <- evidence(fit(HS, hs))
values$bfi <- evidence(fit(BFI, bfi))
values$hs_std_lv <- evidence(fit(HS, hs, std.lv = TRUE))
values$hs_groups <- evidence(fit(HS, hs, group = "school"))
values$hs_crossloading <- evidence(fit(paste(HS, "\n visual =~ x9"), hs))
values$hs_residuals <- evidence(fit(paste(HS, "\n x1 ~~ x2"), hs))
values$hs_second_order <- evidence(fit(paste(HS, "\n g =~ visual + textual + speed"), hs))
values$hs_incomplete <- evidence(fit(HS, gaps, missing = "fiml", em.h1.iter.max = 5000, em.h1.tol = 1e-10))
values$htmt2_hs <- ratios(HS, hs, TRUE)
values$htmt2_bfi <- ratios(BFI, bfi, TRUE)
# a factor correlation fixed to one, by maximum likelihood and with the scaled difference of MLR
against_one <- function(estimator) {
  free <- fit(HS, hs, std.lv = TRUE, estimator = estimator)
  one <- fit(paste(HS, "\n visual ~~ 1*speed"), hs, std.lv = TRUE, estimator = estimator)
  unlist(lavTestLRT(free, one)[2, c("Chisq diff", "Df diff", "Pr(>Chisq)")], use.names = FALSE)
}
values$against_one <- list(ML = against_one("ML"), MLR = against_one("MLR"))
emit(values)
