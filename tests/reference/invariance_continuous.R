# data: holzinger_swineford holzinger_swineford_incomplete bfi
# Ladders of continuous items: two groups, five groups, incomplete answers; each level beside the one before it.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages({library(lavaan); library(semTools)})
hs <- load_data("holzinger_swineford")
incomplete <- load_data("holzinger_swineford_incomplete")
bfi <- load_data("bfi")
HS <- "visual =~ x1 + x2 + x3
       textual =~ x4 + x5 + x6
       speed =~ x7 + x8 + x9"
BFI <- "A =~ A1 + A2 + A3 + A4 + A5\n C =~ C1 + C2 + C3 + C4 + C5"
LEVELS <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"),
               strict = c("loadings", "intercepts", "residuals"))
fit_level <- function(model, data, equal, ...) {
  syntax <- as.character(measEq.syntax(configural.model = model, data = data, ID.fac = "std.lv", group.equal = equal, ...))
  # nlminb as it is: BFGS to the last digit, as in cfa_complete.R, takes minutes where parameters are equal across groups
  f <- suppressWarnings(cfa(syntax, data = data, estimator = "MLR", std.lv = TRUE, ...))
  stopifnot(lavInspect(f, "converged"))
  f
}
means <- function(f) {
  p <- all <- parameterEstimates(f)
  p <- p[p$op == "~1" & p$lhs %in% lavNames(f, "lv") & p$group > 1, ]
  # which way the factor points: the sum of its loadings in that group
  p$loadings <- mapply(function(factor, group) sum(all$est[all$op == "=~" & all$lhs == factor & all$group == group]),
                       p$lhs, p$group)
  as.list(p[c("lhs", "group", "est", "se", "loadings")])
}
ladder <- function(model, data, ...) {
  fits <- lapply(LEVELS, function(equal) fit_level(model, data, equal, ...))
  result <- lapply(fits, function(f) list(fit_measures = as.list(fitMeasures(f))))
  for (k in 2:4) {
    d <- suppressWarnings(lavTestLRT(fits[[k - 1]], fits[[k]], method = "satorra.bentler.2001"))
    result[[k]]$difference <- list(chisq = d[["Chisq diff"]][2], df = d[["Df diff"]][2], pvalue = d[["Pr(>Chisq)"]][2])
  }
  result$scalar$means <- means(fits$scalar)
  result
}
emit(list(
  hs_school = ladder(HS, hs, group = "school"),
  bfi_gender = ladder(BFI, bfi, group = "gender"),
  bfi_education = ladder("A =~ A1 + A2 + A3 + A4 + A5", bfi[!is.na(bfi$education), ], group = "education"),
  hs_incomplete = ladder(HS, incomplete, group = "school", missing = "fiml")
))
