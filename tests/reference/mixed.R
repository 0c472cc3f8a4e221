# data: schools_unequal
# Group means with school intercepts: lme4 by REML; Welch's test in R.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lme4))
options(warn = -1)
values <- function(formula, data) {
  fit <- lmer(formula, data, control = lmerControl(optCtrl = list(ftol_abs = 1e-14, xtol_abs = 1e-14)))
  v <- as.data.frame(VarCorr(fit))$vcov
  list(groups = names(fixef(fit)), mean = unname(fixef(fit)), covariance = as.matrix(vcov(fit)),
       between = v[1], within = v[2])
}
schools <- load_data("schools_unequal"); schools$large <- factor(schools$large)
schools$scale <- rowMeans(schools[c("a1", "a2", "a3", "a4")])
welch <- oneway.test(scale ~ role, schools)
emit(list(
  role_scale = values(scale ~ 0 + role + (1 | school), schools),
  role_outcome = values(outcome ~ 0 + role + (1 | school), schools),
  role_flat = values(flat ~ 0 + role + (1 | school), schools),
  large_scale = values(scale ~ 0 + large + (1 | school), schools),
  welch = list(f = welch$statistic[[1]], df1 = welch$parameter[[1]], df2 = welch$parameter[[2]], pvalue = welch$p.value)))
