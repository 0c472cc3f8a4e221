# Which of the surveys in a folder lavaan's fit converges on: Rscript converged.R folder
suppressPackageStartupMessages(library(lavaan))
folder <- commandArgs(trailingOnly = TRUE)[1]
told <- jsonlite::fromJSON(file.path(folder, "told.json"))
converged <- sapply(list.files(folder, "[.]csv$", full.names = TRUE), function(file) {
  given <- c(list(model = told$model, data = read.csv(file), std.lv = TRUE), told$options)
  fit <- tryCatch(suppressWarnings(do.call("cfa", given)), error = function(e) message(conditionMessage(e)))
  !is.null(fit) && lavInspect(fit, "converged")
}, USE.NAMES = FALSE)
cat(jsonlite::toJSON(list(
  converged = I(as.integer(converged)), version = as.character(packageVersion("lavaan"))
), auto_unbox = TRUE), "\n")
