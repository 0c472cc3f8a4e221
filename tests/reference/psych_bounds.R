# data: bfi survey65
# psych: Guttman's lambdas, all split halves, ordinal alpha, intraclass correlations; Bonett's interval written out.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages({library(psych); library(GPArotation)})
options(warn = -1)
bfi <- load_data("bfi")[1:25]
for (item in c("A1", "C4", "C5", "E1", "E2", "O2", "O5")) bfi[[item]] <- 7 - bfi[[item]]
survey <- load_data("survey65")
bonett <- function(a, n, k) 1 - exp(log(1 - a) + c(1, -1) * qnorm(.975) * sqrt(2 * k / ((k - 1) * (n - 2))))
raw_bounds <- function(s) {  # Guttman (1945) on covariances
  k <- ncol(s); total <- sum(s); off <- s - diag(diag(s)); l1 <- 1 - sum(diag(s)) / total
  c(l1, l1 + sqrt(k / (k - 1) * sum(off^2)) / total, k / (k - 1) * l1,
    l1 + 2 * sqrt(max(colSums(off^2))) / total, 1 - sum(1 / diag(solve(s))) / total)
}
scale_values <- function(x, polychoric) {
  x <- na.omit(x); k <- ncol(x); s <- cov(x)
  g <- guttman(x)
  # every split of the same size, each coefficient by itself: psych 2.2.9 looks at half of them for an odd number
  picks <- combn(k, k %/% 2)
  halves <- apply(picks, 2, function(a) 4 * sum(cor(x)[a, -a]) / sum(cor(x)))
  result <- list(standardised = c(g$lambda.1, g$lambda.2, g$lambda.3, g$lambda.5, g$lambda.6), raw = raw_bounds(s),
                 halves = c(max(halves), min(halves), mean(halves)), k = k, glb_fa = glb.fa(cor(x))$glb,
                 bonett = bonett(psych::alpha(x, warnings = FALSE)$total$raw_alpha, nrow(x), k))
  if (k %% 2 == 0) {
    raw <- splitHalf(x, raw = TRUE, covar = TRUE); std <- splitHalf(x, raw = TRUE, covar = FALSE)
    result$psych_halves <- c(std$maxrb, std$minrb, std$meanr)
    result$psych_halves_raw <- c(raw$maxrb, raw$minrb, raw$meanr)
  }
  if (polychoric) {
    r <- polychoric(x, correct = 0)$rho
    result$ordinal_alpha <- psych::alpha(r, warnings = FALSE)$total$raw_alpha
    result$rest_polychoric <- psych::alpha(r, warnings = FALSE)$item.stats$r.drop
  }
  result
}
icc <- function(x) {
  r <- ICC(x, lmer = FALSE)$results
  list(estimate = r$ICC, lower = r[["lower bound"]], upper = r[["upper bound"]], f = r$F, df1 = r$df1, df2 = r$df2, p = r$p)
}
classic <- data.frame(a = c(9, 6, 8, 7, 10, 6), b = c(2, 1, 4, 1, 5, 2), c = c(5, 3, 6, 2, 6, 4), d = c(8, 2, 8, 6, 9, 7))
complete <- na.omit(bfi)
emit(list(scales = c(lapply(split(names(bfi), substr(names(bfi), 1, 1)), function(i) scale_values(bfi[i], TRUE)),
                     list(six = scale_values(bfi[c(1:5, 11)], FALSE)),
                     lapply(list(d2 = 8:11, d4 = 22:29), function(i) scale_values(survey[i], FALSE))),
          icc = list(classic = icc(classic), bfi = icc(complete[1:150, 1:3]), two = icc(complete[1:150, 16:17]))))
