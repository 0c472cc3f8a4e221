# data: bfi
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(MASS))
bfi <- load_data("bfi")
agree <- paste0("A", 1:5)
d <- bfi[complete.cases(bfi[c(agree, "gender", "education")]), ]
d$A1 <- 7 - d$A1
d$total <- rowSums(d[agree])
# proportional odds brought to its optimum; the intercept-only model by its closed form
one <- function(item, group) {
  d$y <- factor(d[[item]])
  d$s <- (d$total - mean(d$total)) / sqrt(mean((d$total - mean(d$total))^2))
  d$g <- factor(d[[group]])
  tight <- list(reltol = 1e-14, maxit = 5000)
  m <- list(polr(y ~ s, d, control = tight), polr(y ~ s + g, d, control = tight), polr(y ~ s * g, d, control = tight))
  tab <- table(d$y)
  gmh <- mantelhaen.test(table(d$g, d$y, d$total)[, , table(d$total) > 1], correct = FALSE)
  list(logl = sapply(m, function(x) as.numeric(logLik(x))), null = sum(tab * log(tab / sum(tab))),
       thresholds = unname(m[[3]]$zeta), slopes = unname(coef(m[[3]])),
       gmh = unname(gmh$statistic), gmh_df = unname(gmh$parameter), gmh_pvalue = gmh$p.value)
}
# Mantel (1963) is mantelhaen.test where the answer has two categories
d$high <- as.integer(d$A3 > 4)
rest <- table(d$gender, d$high, d$total - d$A3)
binary <- mantelhaen.test(rest[, , apply(rest, 3, sum) > 1], correct = FALSE)
p <- c(0.001, 0.2, 0.03, 0.04, 0.012, 0.9)
emit(list(
  gender = lapply(setNames(agree, agree), one, group = "gender"),
  education = lapply(setNames(agree, agree), one, group = "education"),
  binary = list(chisq = unname(binary$statistic), pvalue = binary$p.value),
  adjusted = list(raw = p, bh = p.adjust(p, "BH"), holm = p.adjust(p, "holm"))
))
