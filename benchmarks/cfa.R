# Processor seconds for fit, fit measures and standardised estimates in lavaan: Rscript cfa.R data.csv model.txt runs how
args <- commandArgs(trailingOnly = TRUE)
suppressPackageStartupMessages(library(lavaan))
data <- read.csv(args[1])
model <- paste(readLines(args[2]), collapse = "\n")
how <- list(
  ML = list(), MLR = list(estimator = "MLR"), WLSMV = list(estimator = "WLSMV", ordered = TRUE),
  FIML = list(missing = "fiml")
)[[args[4]]]
seconds <- sapply(seq_len(as.integer(args[3])), function(k) {
  start <- sum(proc.time()[c("user.self", "sys.self")])
  fit <- do.call("cfa", c(list(model, data), how))
  measures <- fitMeasures(fit)
  standardised <- standardizedSolution(fit)
  taken <- sum(proc.time()[c("user.self", "sys.self")]) - start
  chisq <<- measures[["chisq"]]
  taken
})
cat(jsonlite::toJSON(list(
  seconds = I(seconds), chisq = chisq, R = paste(R.version$major, R.version$minor, sep = "."),
  version = as.character(packageVersion("lavaan"))
), digits = NA, auto_unbox = TRUE), "\n")
