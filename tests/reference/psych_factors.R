# data: bfi survey65
# Numbers of factors, factor extraction and rotation: psych, with GPArotation's rotations told to stop late.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages({library(psych); library(GPArotation)})
options(warn = -1)
pdf(NULL)

fit_of <- function(f) list(chisq = f$STATISTIC, df = f$dof, pvalue = f$PVAL, rmsea = f$RMSEA[[1]],
                           rmsea_lower = f$RMSEA[[2]], rmsea_upper = f$RMSEA[[3]], tli = f$TLI, rms = f$rms,
                           bic = f$BIC, objective = f$objective)
extracted <- function(r, m, n, fm, ...) {
  f <- fa(r, m, n.obs = n, rotate = "none", fm = fm, ...)
  list(loadings = unclass(f$loadings), communality = unname(f$communality), fit = fit_of(f))
}
ml_exact <- function(r, m, n) {
  f <- factanal(covmat = r, factors = m, n.obs = n, rotation = "none", control = list(opt = list(factr = 10, maxit = 5000)))
  list(loadings = unclass(f$loadings), uniquenesses = unname(f$uniquenesses), minimum = f$criteria[["objective"]])
}
rotated <- function(f) list(loadings = unclass(f$loadings), phi = f$Phi)
values <- function(x, m) {
  r <- cor(x)
  n <- nrow(x)
  invisible(capture.output(parallel <- fa.parallel(x, n.iter = 1, fa = "both", SMC = TRUE, plot = FALSE)))
  unrotated <- unclass(fa(r, m, n.obs = n, rotate = "none", fm = "pa", max.iter = 3000, min.err = 1e-11)$loadings)
  target <- ifelse(abs(unrotated) > 0.3, NA, 0)
  list(components = parallel$pc.values, factors = parallel$fa.values,
       map = vss(r, n = m + 2, n.obs = n, plot = FALSE)$map,
       minres = extracted(r, m, n, "minres"), ml = extracted(r, m, n, "ml"),
       pa = extracted(r, m, n, "pa", max.iter = 3000, min.err = 1e-11), ml_exact = ml_exact(r, m, n),
       unrotated = unrotated,
       oblimin = rotated(GPArotation::oblimin(unrotated, eps = 1e-6, maxit = 2000)),
       geomin = rotated(geominQ(unrotated, eps = 1e-6, maxit = 2000)),
       target = rotated(pstQ(unrotated, W = matrix(1, nrow(unrotated), m), Target = unrotated * (abs(unrotated) > 0.3),
                             eps = 1e-6, maxit = 2000)))
}
bfi <- na.omit(load_data("bfi")[1:25])
survey <- load_data("survey65")
survey <- survey[names(survey) != "school"]
scale <- bfi[, 16:20]
emit(list(bfi = values(bfi, 5), survey65 = values(survey[, 1:29], 4),
          polychoric = polychoric(scale, correct = 0, smooth = FALSE)$rho))
