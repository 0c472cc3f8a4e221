# processor seconds of psych on the same survey: fa.parallel per replication, and the polychoric matrix if asked for
args <- commandArgs(trailingOnly = TRUE)
suppressPackageStartupMessages(library(psych))
options(warn = -1, mc.cores = 1)
pdf(NULL)
x <- read.csv(args[1])
spent <- function(f) { t <- system.time(f()); sum(t[c("user.self", "sys.self", "user.child", "sys.child")]) }
parallel <- function(n, kind) function() {
  invisible(capture.output(fa.parallel(x, n.iter = n, fa = kind, plot = FALSE)))
}
per <- function(kind) (spent(parallel(8, kind)) - spent(parallel(1, kind))) / 7
cat("both", per("both"), "\n")
cat("pc", per("pc"), "\n")
if (args[2] == "polychoric") cat("polychoric", spent(function() polychoric(x, correct = 0, smooth = FALSE)), "\n")
