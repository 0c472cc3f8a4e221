# What every reference script shares: data in, JSON with versions out.
args <- commandArgs(trailingOnly = TRUE)
folder <- args[1]
out <- args[2]
suppressPackageStartupMessages(library(jsonlite))
load_data <- function(name) read.csv(file.path(folder, paste0(name, ".csv")), check.names = FALSE)
versions <- function() {
  loaded <- intersect(c("lavaan", "psych", "semTools", "multilevel", "GPArotation", "lme4"), loadedNamespaces())
  c(list(R = paste(R.version$major, R.version$minor, sep = ".")),
    sapply(loaded, function(p) as.character(packageVersion(p)), simplify = FALSE))
}
emit <- function(values) {
  write(toJSON(list(versions = versions(), values = values), digits = NA, auto_unbox = TRUE, na = "null",
               null = "null", dataframe = "columns", matrix = "rowmajor"), out)
}
# one lavaan fit as plain numbers: the parameter table and the fit measures
lavaan_values <- function(fit, measures = TRUE) {
  pe <- lavaan::parameterEstimates(fit, standardized = TRUE, remove.nonfree = FALSE)
  keep <- intersect(c("lhs", "op", "rhs", "group", "label", "est", "se", "z", "pvalue", "ci.lower", "ci.upper",
                      "std.lv", "std.all"), names(pe))
  result <- list(parameters = as.list(as.data.frame(pe)[keep]),
                 npar = lavaan::fitMeasures(fit, "npar")[[1]])
  if (measures) result$fit_measures <- as.list(lavaan::fitMeasures(fit))
  result
}
