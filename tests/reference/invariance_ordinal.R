# data: holzinger_swineford_ordinal bfi
# Ladders of ordinal items after Wu and Estabrook, theta parameterisation: three, four, six and two categories.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages({library(lavaan); library(semTools)})
hs <- load_data("holzinger_swineford_ordinal")
bfi <- load_data("bfi")
HS <- "visual =~ x1 + x2 + x3
       textual =~ x4 + x5 + x6
       speed =~ x7 + x8 + x9"
FOUR <- gsub("x([0-9])", "z\\1", HS)
BFI <- "A =~ A1 + A2 + A3 + A4 + A5"
binary <- hs
for (item in paste0("x", 1:9)) binary[[item]] <- 1 + (hs[[item]] > 1)
LEVELS <- list(configural = "", thresholds = "thresholds", metric = c("thresholds", "loadings"),
               scalar = c("thresholds", "loadings", "intercepts"),
               strict = c("thresholds", "loadings", "intercepts", "residuals"))
fit_level <- function(model, data, equal, ...) {
  syntax <- as.character(measEq.syntax(configural.model = model, data = data, ordered = TRUE, parameterization = "theta",
                                       ID.fac = "std.lv", ID.cat = "Wu.Estabrook.2016", group.equal = equal, ...))
  # nlminb as it is: BFGS to the last digit, as in cfa_complete.R, takes minutes where parameters are equal across groups
  f <- suppressWarnings(cfa(syntax, data = data, ordered = TRUE, parameterization = "theta", std.lv = TRUE, ...))
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
ladder <- function(model, data, ..., levels = names(LEVELS)) {
  fits <- lapply(LEVELS[levels], function(equal) fit_level(model, data, equal, ...))
  result <- lapply(fits, function(f) list(fit_measures = as.list(fitMeasures(f))))
  for (k in seq_along(fits)[-1]) if (fitMeasures(fits[[k]], "df") > fitMeasures(fits[[k - 1]], "df")) {
    d <- suppressWarnings(lavTestLRT(fits[[k - 1]], fits[[k]], method = "satorra.2000", A.method = "delta"))
    result[[k]]$difference <- list(chisq = d[["Chisq diff"]][2], df = d[["Df diff"]][2], pvalue = d[["Pr(>Chisq)"]][2])
  }
  result$scalar$means <- means(fits$scalar)
  result
}
emit(list(
  hs_three = ladder(HS, hs, group = "school"),
  hs_four = ladder(FOUR, hs, group = "school"),
  hs_two = ladder(HS, binary, group = "school", levels = c("configural", "scalar", "strict")),
  bfi_gender = ladder(BFI, bfi, group = "gender"),
  bfi_education = ladder(BFI, bfi[!is.na(bfi$education), ], group = "education")
))
