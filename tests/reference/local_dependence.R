# data: bfi survey65
# One-factor models in lavaan: residual correlations, modification indices, and correlations of what the factor leaves.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages({library(lavaan); library(psych); library(GPArotation)})
options(warn = -1)
bfi <- load_data("bfi")[1:25]
for (item in c("A1", "C4", "C5", "E1", "E2", "O2", "O5")) bfi[[item]] <- 7 - bfi[[item]]
survey <- load_data("survey65")
scale_values <- function(x) {
  x <- na.omit(x); items <- names(x); r <- cor(x)
  model <- paste("f =~", paste(items, collapse = " + "))
  # BFGS to a gradient of 1e-7, as lavaan's default optimiser stops earlier; then the fit itself has nothing left to do
  near <- suppressWarnings(cfa(model, x, std.lv = TRUE, optim.method = "BFGS", se = "none",
                               control = list(reltol = 1e-15, maxit = 5000)))
  fit <- cfa(model, x, std.lv = TRUE, start = parTable(near), optim.method = "none")
  loading <- lavInspect(fit, "std")$lambda[, 1]
  weights <- solve(tcrossprod(loading) + diag(1 - loading^2), loading)
  left <- scale(x) - (scale(x) %*% weights) %*% t(loading)
  mi <- modindices(fit); mi <- mi[mi$op == "~~", ]
  pairs <- which(lower.tri(r), arr.ind = TRUE)  # column is the earlier item, row the later
  key <- paste(items[pairs[, 2]], items[pairs[, 1]]); here <- match(key, paste(mi$lhs, mi$rhs))
  list(first = items[pairs[, 2]], second = items[pairs[, 1]], r = r[pairs],
       residual = unclass(lavResiduals(fit, type = "cor.bollen", summary = FALSE)$cov)[items, items][pairs],
       q3 = cor(left)[pairs], mi = mi$mi[here], epc = mi$sepc.all[here])
}
keyed <- na.omit(bfi)
sl <- function(nf) {
  o <- omega(cor(keyed), nfactors = nf, plot = FALSE, fm = "minres")
  list(omega_h = o$omega_h, omega_total = o$omega.tot, g = as.numeric(o$schmid$sl[, "g"]), ecv = o$ECV)
}
emit(list(scales = c(lapply(split(names(bfi), substr(names(bfi), 1, 1)), function(i) scale_values(bfi[i])),
                     list(d1 = scale_values(survey[1:7]))),
          omega = list(three = sl(3), five = sl(5))))
