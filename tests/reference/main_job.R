# data: bfi
# The main job on real answers: reliability of the five scales (psych), and the rival models by full-information
# maximum likelihood (lavaan).
source(commandArgs(trailingOnly = TRUE)[3])
bfi <- load_data("bfi")
scales <- list(
  agreeableness = c("-A1", "A2", "A3", "A4", "A5"),
  conscientiousness = c("C1", "C2", "C3", "-C4", "-C5"),
  extraversion = c("-E1", "-E2", "E3", "E4", "E5"),
  neuroticism = c("N1", "N2", "N3", "N4", "N5"),
  openness = c("O1", "-O2", "O3", "O4", "-O5")
)
keyed <- bfi
for (item in unlist(scales)) {
  if (startsWith(item, "-")) {
    name <- sub("-", "", item)
    keyed[[name]] <- 7 - keyed[[name]]
  }
}
items <- lapply(scales, function(s) sub("-", "", s))

reliability <- lapply(items, function(names) {
  complete <- na.omit(keyed[names])
  found <- suppressWarnings(psych::alpha(complete))
  list(n = nrow(complete), alpha = found$total$raw_alpha, alpha_standardised = found$total$std.alpha,
       average_interitem = found$total$average_r, item_rest = found$item.stats$r.drop,
       alpha_if_deleted = found$alpha.drop$raw_alpha)
})

text <- function(name) paste(name, "=~", paste(items[[name]], collapse = " + "))
correlated <- paste(sapply(names(items), text), collapse = "\n")
models <- list(
  correlated = correlated,
  one_factor = paste("general =~", paste(unlist(items), collapse = " + ")),
  second_order = paste0(correlated, "\ngeneral =~ ", paste(names(items), collapse = " + "))
)
suppressPackageStartupMessages(library(lavaan))
# lavaan's optimiser stops while its log-likelihood is 1.6e-7 below the maximum: one loading is 1.4e-5 off, and differs by
# as much when an item is keyed the other way. One Newton step with lavaan's own gradient and Hessian takes it there.
stopped <- cfa(models$correlated, keyed, estimator = "ML", missing = "fiml", se = "none")
table <- parTable(stopped)
free <- table$free > 0
step <- solve(lavTech(stopped, "hessian"), lavTech(stopped, "gradient"))
table$est[free] <- table$est[free] - step[table$free[free]]
chosen <- cfa(models$correlated, keyed, estimator = "ML", missing = "fiml", start = table, optim.method = "none")
# named measures only: all of them would take half a minute longer, for robust ones that ML has no use for
measures <- fitMeasures(chosen, c("npar", "chisq", "df", "pvalue", "cfi", "tli", "rmsea", "rmsea.ci.lower",
                                  "rmsea.ci.upper", "srmr", "logl", "aic", "bic", "ntotal"))
rivals <- lapply(models[c("one_factor", "second_order")], function(model) {
  fit <- cfa(model, keyed, estimator = "ML", missing = "fiml", se = "none")
  as.list(fitMeasures(fit, c("npar", "chisq", "df", "logl", "aic", "bic")))
})

emit(list(items = items, reliability = reliability, rivals = rivals,
          correlated = c(lavaan_values(chosen, measures = FALSE), list(fit_measures = as.list(measures)))))
