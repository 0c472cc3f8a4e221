# data: bfi survey65
# Every estimator of ordinal items on real and on simulated surveys.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
bfi <- load_data("bfi")
survey <- load_data("survey65")
BFI <- "E =~ E1 + E2 + E3 + E4 + E5\n N =~ N1 + N2 + N3 + N4 + N5"
SURVEY <- "f4 =~ d4_1 + d4_2 + d4_3 + d4_4\n f5 =~ d5_1 + d5_2 + d5_3 + d5_4"
# to the optimum, see cfa_complete.R; the estimates do not depend on which test is asked for
PLAIN <- c(WLSMV = "DWLS", WLSM = "DWLS", DWLS = "DWLS", ULSMV = "ULS", ULSM = "ULS", ULS = "ULS", WLS = "WLS")
full <- function(f) {
  out <- lavaan_values(f)
  s <- as.data.frame(standardizedSolution(f))
  out$standardized <- as.list(s[intersect(c("lhs", "op", "rhs", "group", "est.std", "se"), names(s))])
  m <- as.data.frame(modindices(f))
  m$group <- 1
  out$mi <- as.list(m[c("lhs", "op", "rhs", "group", "mi", "epc", "sepc.lv", "sepc.all")])
  out
}
values <- list()
for (name in c("bfi", "survey")) {
  model <- if (name == "bfi") BFI else SURVEY
  data <- if (name == "bfi") bfi else survey
  start <- list()
  for (e in c("DWLS", "ULS", "WLS"))
    start[[e]] <- suppressWarnings(cfa(model, data = data, ordered = TRUE, estimator = e, optim.method = "BFGS", se = "none",
                                       test = "none", control = list(reltol = 1e-15, maxit = 5000), baseline = FALSE))
  for (e in names(PLAIN)) {
    f <- suppressWarnings(cfa(model, data = data, ordered = TRUE, estimator = e, start = parTable(start[[PLAIN[[e]]]]), optim.method = "none"))
    stopifnot(lavInspect(f, "converged"), max(abs(lavInspect(f, "gradient"))) < 1e-5)
    values[[paste0(name, "_", e)]] <- full(f)
  }
}
emit(values)
