# data: holzinger_swineford_ordinal bfi
# Reliability and average variance extracted from models of ordinal items.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages({
  library(lavaan)
  library(semTools)
})
hs <- load_data("holzinger_swineford_ordinal")
bfi <- load_data("bfi")
HS <- "visual =~ x1 + x2 + x3
       textual =~ x4 + x5 + x6
       speed =~ x7 + x8 + x9"
FOUR <- gsub("x([0-9])", "z\\1", HS)
BFI <- "E =~ E3 + E4 + E5\n N =~ N1 + N2 + N3 + N4 + N5"
# to the optimum, see cfa_complete.R
fit <- function(model, data, ...) {
  f <- suppressWarnings(cfa(model, data, ordered = TRUE, optim.method = "BFGS", control = list(reltol = 1e-15, maxit = 5000),
                            se = "none", test = "none", baseline = FALSE, ...))
  suppressWarnings(cfa(model, data, ordered = TRUE, start = parTable(f), optim.method = "none", ...))
}
rows <- function(x) {
  if (is.data.frame(x)) return(lapply(as.list(x[setdiff(names(x), c("school", "group"))]), as.numeric))
  as.list(x)
}
evidence <- function(f) {
  list(ave = rows(AVE(f)), omega = rows(compRelSEM(f)), omega_model = rows(compRelSEM(f, obs.var = FALSE)),
       omega_responses = rows(compRelSEM(f, ord.scale = FALSE)))
}
values <- list()
values$hs <- evidence(fit(HS, hs))
values$hs_theta <- evidence(fit(HS, hs, parameterization = "theta"))
values$hs_std_lv <- evidence(fit(HS, hs, std.lv = TRUE))
values$hs_four <- evidence(fit(FOUR, hs))
values$hs_crossloading <- evidence(fit(paste(HS, "\n visual =~ x9"), hs))
values$hs_residuals <- evidence(fit(paste(HS, "\n x1 ~~ x2"), hs))
values$hs_second_order <- evidence(fit(paste(HS, "\n g =~ visual + textual + speed"), hs))
values$hs_groups <- evidence(fit(HS, hs, group = "school"))
values$hs_metric <- evidence(fit(HS, hs, group = "school", group.equal = c("thresholds", "loadings")))
values$bfi <- evidence(fit(BFI, bfi))
emit(values)
