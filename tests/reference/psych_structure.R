# data: bfi survey65
# Sampling adequacy, principal components and congruence: psych, with GPArotation's rotations.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages({library(psych); library(GPArotation)})
options(warn = -1)

solution <- function(p) list(loadings = unclass(p$loadings), phi = p$Phi, communality = p$communality,
                             ss = p$Vaccounted["SS loadings", ], eigenvalues = p$values)
values <- function(x, m, adequacy = TRUE) {
  r <- cor(x, use = "pairwise")
  unrotated <- unclass(principal(r, m, rotate = "none")$loadings)
  oblimin <- principal(r, m, rotate = "oblimin")
  varimax <- principal(r, m, rotate = "varimax", eps = 1e-14)
  early <- principal(r, m, rotate = "varimax")
  exact <- GPArotation::oblimin(unrotated, eps = 1e-7)
  kaiser <- GPArotation::oblimin(unrotated, eps = 1e-7, normalize = TRUE)
  tight <- stats::varimax(unrotated, eps = 1e-14)
  result <- list(oblimin = solution(oblimin), varimax = solution(varimax),
                 oblimin_exact = list(loadings = exact$loadings, phi = exact$Phi),
                 oblimin_kaiser = list(loadings = kaiser$loadings, phi = kaiser$Phi),
                 varimax_early = list(loadings = unclass(early$loadings)),
                 promax = list(loadings = unclass(stats::promax(tight$loadings)$loadings)),
                 congruence = factor.congruence(unclass(oblimin$loadings), unclass(varimax$loadings), digits = 12))
  if (adequacy) {
    k <- KMO(r)
    b <- cortest.bartlett(r, n = nrow(x))
    result$kmo <- list(overall = k$MSA, per_item = unname(k$MSAi))
    result$bartlett <- list(chisq = b$chisq, df = b$df, pvalue = b$p.value, n = nrow(x))
  }
  result
}
bfi <- load_data("bfi")[1:25]
survey <- load_data("survey65")
survey <- survey[names(survey) != "school"]
scales <- lapply(split(names(bfi), substr(names(bfi), 1, 1)), function(i) {
  x <- na.omit(bfi[i])
  k <- KMO(x)
  b <- cortest.bartlett(cor(x), n = nrow(x))
  list(kmo = k$MSA, per_item = unname(k$MSAi), chisq = b$chisq, df = b$df, pvalue = b$p.value)
})
emit(list(bfi_complete = values(na.omit(bfi), 5), bfi_pairwise = values(bfi, 5), survey65 = values(survey, 8),
          bfi_scales = scales))
