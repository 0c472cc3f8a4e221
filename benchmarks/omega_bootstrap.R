# psych::omega of one factor on bootstrap draws of each scale: processor seconds per draw of all scales
args <- commandArgs(trailingOnly = TRUE)
suppressPackageStartupMessages(library(psych))
x <- read.csv(args[1], check.names = FALSE); draws <- as.integer(args[2])
scales <- split(names(x), sub("_.*", "", names(x)))
set.seed(1)
begun <- proc.time()
for (draw in seq_len(draws)) {
  rows <- sample(nrow(x), replace = TRUE)
  for (items in scales) suppressMessages(suppressWarnings(omega(x[rows, items], nfactors = 1, plot = FALSE)))
}
spent <- proc.time() - begun
cat(sum(spent[c("user.self", "sys.self")]) / draws, as.character(packageVersion("psych")))
