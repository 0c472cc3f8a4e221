# Processor seconds for fit, fit measures and standardised estimates in lavaan: Rscript cfa.R data.csv model.txt runs
args <- commandArgs(trailingOnly = TRUE)
suppressPackageStartupMessages(library(lavaan))
data <- read.csv(args[1])
model <- paste(readLines(args[2]), collapse = "\n")
seconds <- sapply(seq_len(as.integer(args[3])), function(k) {
  start <- sum(proc.time()[c("user.self", "sys.self")])
  fit <- cfa(model, data)
  measures <- fitMeasures(fit)
  standardised <- standardizedSolution(fit)
  taken <- sum(proc.time()[c("user.self", "sys.self")]) - start
  chisq <<- measures[["chisq"]]
  taken
})
cat(jsonlite::toJSON(list(
  seconds = seconds, chisq = chisq, R = paste(R.version$major, R.version$minor, sep = "."),
  version = as.character(packageVersion("lavaan"))
), digits = NA, auto_unbox = TRUE), "\n")
