# data: holzinger_swineford_ordinal
# After a fit to ordinal items: factor scores, standardised residuals, explained variance, score tests, implied moments.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
hs <- load_data("holzinger_swineford_ordinal")
HS <- "visual =~ x1 + x2 + x3
       textual =~ x4 + x5 + x6
       speed =~ x7 + x8 + x9"
MIXED <- "visual =~ x1 + x2 + y3
          textual =~ y4 + x5 + x6
          speed =~ x7 + y8 + x9"
CUT <- paste0("x", c(1, 2, 5, 6, 7, 9))
# to the optimum, see cfa_complete.R
fit <- function(model, data, ...) {
  f <- suppressWarnings(cfa(model, data = data, optim.method = "BFGS", control = list(reltol = 1e-15, maxit = 5000),
                            se = "none", test = "none", baseline = FALSE, ...))
  suppressWarnings(cfa(model, data = data, start = parTable(f), optim.method = "none", ...))
}
# of the first 40 respondents, by group: what lavPredict() gives for all, in less time
scores <- function(f, rows = hs[1:40, ]) {
  s <- lavPredict(f, newdata = rows)
  if (is.list(s)) lapply(unname(s), unclass) else list(unclass(s))
}
score_tests <- function(f) {
  s <- suppressWarnings(lavTestScore(f))
  list(single = s$uni$X2, total = s$test$X2)
}
z <- function(f) {
  r <- lavResiduals(f)
  list(cov = unname(unclass(r$cov.z)), th = unname(r$th.z))
}
values <- list()
f <- fit(HS, hs, ordered = TRUE)
values$hs <- list(scores = scores(f), z = z(f), r2 = as.list(lavInspect(f, "r2")), sigma = unname(unclass(fitted(f)$cov)))
values$hs_ULSMV <- list(z = z(fit(HS, hs, ordered = TRUE, estimator = "ULSMV")))
f <- fit(HS, hs, ordered = TRUE, parameterization = "theta")
values$hs_theta <- list(z = z(f), r2 = as.list(lavInspect(f, "r2")))
values$second_order <- list(scores = scores(fit(paste(HS, "\n g =~ visual + textual + speed"), hs, ordered = TRUE)))
f <- fit(MIXED, hs, ordered = CUT)
values$mixed <- list(scores = scores(f), r2 = as.list(lavInspect(f, "r2")))
# each school by itself: fitted together, lavPredict() 0.6-14 scores the second school's answers in another way than alone
values$groups <- list(scores = unlist(lapply(unique(hs$school), function(s) {
  own <- hs[hs$school == s, ]
  scores(fit(HS, own, ordered = TRUE), own[1:40, ])
}), recursive = FALSE))
together <- fit(HS, hs, ordered = TRUE, group = "school")
own <- do.call(rbind, lapply(unique(hs$school), function(s) hs[hs$school == s, ][1:40, ]))
values$groups$together <- scores(together, own)
for (p in c("delta", "theta")) {
  f <- fit(HS, hs, ordered = TRUE, group = "school", parameterization = p, group.equal = c("thresholds", "loadings"))
  values[[paste0("metric_", p)]] <- list(score_tests = score_tests(f))
}
values$labels <- list(score_tests = score_tests(fit("visual =~ x1 + a*x2 + a*x3\n textual =~ x4 + b*x5 + b*x6", hs, ordered = TRUE)))
emit(values)
