# The ladder of benchmarks/invariance.py as semTools writes it and lavaan fits it: Rscript invariance.R folder
# Processor seconds of the five levels with their fit measures; the differences between levels are not in them. What is
# known is printed after every level, so that a run that is broken off has told of the levels it came to.
folder <- commandArgs(trailingOnly = TRUE)[1]
suppressPackageStartupMessages({library(lavaan); library(semTools)})
data <- read.csv(file.path(folder, "answers.csv"))
model <- paste(readLines(file.path(folder, "model.txt")), collapse = "\n")
equal <- list(configural = "", thresholds = "thresholds", metric = c("thresholds", "loadings"),
              scalar = c("thresholds", "loadings", "intercepts"),
              strict = c("thresholds", "loadings", "intercepts", "residuals"))
processor <- function() sum(proc.time()[c("user.self", "sys.self")])
found <- list(levels = list(), version = as.character(packageVersion("lavaan")),
              semTools = as.character(packageVersion("semTools")),
              R = paste(R.version$major, R.version$minor, sep = "."))
for (level in names(equal)) {
  held <- equal[[level]]
  begun <- processor()
  syntax <- as.character(measEq.syntax(configural.model = model, data = data, ordered = TRUE, parameterization = "theta",
                                       ID.fac = "std.lv", ID.cat = "Wu.Estabrook.2016", group = "language",
                                       group.equal = held))
  fit <- suppressWarnings(cfa(syntax, data = data, ordered = TRUE, estimator = "WLSMV", parameterization = "theta",
                              std.lv = TRUE, group = "language"))
  stopifnot(lavInspect(fit, "converged"))
  measures <- fitMeasures(fit)
  taken <- processor() - begun
  found$levels[[level]] <- list(seconds = taken, chisq = measures[["chisq"]], df = measures[["df"]])
  cat(jsonlite::toJSON(found, auto_unbox = TRUE, digits = NA), "\n")
  flush(stdout())
}
