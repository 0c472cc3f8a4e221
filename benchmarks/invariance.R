# The ladder of benchmarks/invariance.py in lavaan and semTools: processor seconds of all five levels with their measures.
folder <- commandArgs(trailingOnly = TRUE)[1]
suppressPackageStartupMessages({library(lavaan); library(semTools); library(jsonlite)})
data <- read.csv(file.path(folder, "answers.csv"))
model <- paste(readLines(file.path(folder, "model.txt")), collapse = "\n")
equal <- list(configural = "", thresholds = "thresholds", metric = c("thresholds", "loadings"),
              scalar = c("thresholds", "loadings", "intercepts"),
              strict = c("thresholds", "loadings", "intercepts", "residuals"))
begun <- sum(proc.time()[1:2])
found <- lapply(equal, function(held) {
  syntax <- as.character(measEq.syntax(configural.model = model, data = data, ordered = TRUE, parameterization = "theta",
                                       ID.fac = "std.lv", ID.cat = "Wu.Estabrook.2016", group = "language",
                                       group.equal = held))
  fit <- cfa(syntax, data = data, ordered = TRUE, parameterization = "theta", std.lv = TRUE, group = "language")
  fitMeasures(fit)[["chisq"]]
})
found$seconds <- sum(proc.time()[1:2]) - begun
found$version <- as.character(packageVersion("lavaan"))
cat("\n", toJSON(found, auto_unbox = TRUE, digits = NA), "\n", sep = "")
