# data: holzinger_swineford_ordinal political_democracy_ordinal bfi survey65
# Ordinal items by every estimator where cfa_ordinal_grid.R has none: a small sample, unanswered items by pairs, and the
# tests adjusted in mean and variance.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
POLITICAL <- "ind60 =~ x1 + x2 + x3\n dem65 =~ y5 + y6 + y8\n dem65 ~ ind60"
BFI <- "E =~ E1 + E2 + E3 + E4 + E5\n N =~ N1 + N2 + N3 + N4 + N5"
SURVEY <- "f4 =~ d4_1 + d4_2 + d4_3 + d4_4\n f5 =~ d5_1 + d5_2 + d5_3 + d5_4"
HS <- "visual =~ x1 + x2 + x3\n textual =~ x4 + x5 + x6\n speed =~ x7 + x8 + x9"
weighed <- load_data("holzinger_swineford_ordinal")
weighed$weight <- 1 + weighed$agemo %% 3
cases <- list(hs = list(HS, weighed, "listwise"), weights = list(HS, weighed, "listwise"),
              political = list(POLITICAL, load_data("political_democracy_ordinal"), "listwise"),
              bfi = list(BFI, load_data("bfi"), "listwise"), survey = list(SURVEY, load_data("survey65"), "listwise"),
              pairwise = list(BFI, load_data("bfi"), "pairwise"))
# to the optimum, see cfa_complete.R; the estimates do not depend on which test is asked for
PLAIN <- c(WLSMV = "DWLS", WLSM = "DWLS", WLSMVS = "DWLS", DWLS = "DWLS", ULSMV = "ULS", ULSM = "ULS", ULSMVS = "ULS",
           ULS = "ULS", WLS = "WLS")
NEW <- list(hs = "ULSMVS", weights = names(PLAIN), political = names(PLAIN), bfi = c("WLSMVS", "ULSMVS"), survey = c("WLSMVS", "ULSMVS"),
            pairwise = names(PLAIN))
values <- list()
for (name in names(cases)) {
  model <- cases[[name]][[1]]
  data <- cases[[name]][[2]]
  missing <- cases[[name]][[3]]
  weight <- if (name == "weights") "weight" else NULL
  start <- list()
  for (e in NEW[[name]]) {
    plain <- PLAIN[[e]]
    if (is.null(start[[plain]]))
      start[[plain]] <- suppressWarnings(sem(model, data = data, ordered = TRUE, estimator = plain, missing = missing, sampling.weights = weight,
        optim.method = "BFGS", se = "none", test = "none", control = list(reltol = 1e-15, maxit = 5000), baseline = FALSE))
    f <- suppressWarnings(sem(model, data = data, ordered = TRUE, estimator = e, missing = missing, sampling.weights = weight,
                              start = parTable(start[[plain]]), optim.method = "none"))
    stopifnot(lavInspect(f, "converged"), max(abs(lavInspect(f, "gradient"))) < 1e-5)
    one <- lavaan_values(f)
    if (e == plain || e == "WLSMV") {
      s <- as.data.frame(standardizedSolution(f))
      one$standardized <- as.list(s[intersect(c("lhs", "op", "rhs", "group", "est.std", "se"), names(s))])
      m <- as.data.frame(modindices(f))
      m$group <- 1
      # lavaan standardises a change by the root of a negative variance's size; ours then has no standardised change
      if (suppressWarnings(lavInspect(f, "post.check"))) one$mi <- as.list(m[c("lhs", "op", "rhs", "group", "mi", "epc", "sepc.lv", "sepc.all")])
    }
    values[[paste0(name, "_", e)]] <- one
  }
}
emit(values)
