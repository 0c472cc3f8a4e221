# data:
# Power of tests of fit: semTools after MacCallum, Browne and Sugawara (1996) and MacCallum, Browne and Cai (2006).
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(semTools))

single <- list(c(0.05, 0.08, 24, 200), c(0, 0.05, 50, 150), c(0.05, 0.01, 80, 300), c(0.05, 0.02, 1987, 1703))
nested <- list(c(0.06, 0.04, 30, 24, 200), c(0.05, 0.05, 2100, 1987, 1703), c(0.03, 0, 12, 8, 500))
sizes <- list(c(0.05, 0.08, 24, 0.8), c(0.05, 0.01, 60, 0.9), c(0, 0.06, 20, 0.8))
emit(list(
  single = lapply(single, function(v) list(rmsea0 = v[1], rmsea1 = v[2], df = v[3], n = v[4],
    power = findRMSEApower(rmsea0 = v[1], rmseaA = v[2], df = v[3], n = v[4]))),
  nested = lapply(nested, function(v) list(restricted = v[1], freer = v[2], df_restricted = v[3], df_freer = v[4],
    n = v[5], power = findRMSEApowernested(rmsea0A = 0, rmsea0B = 0, rmsea1A = v[1], rmsea1B = v[2],
      dfA = v[3], dfB = v[4], n = v[5]))),
  sizes = lapply(sizes, function(v) list(rmsea0 = v[1], rmsea1 = v[2], df = v[3], power = v[4],
    n = findRMSEAsamplesize(rmsea0 = v[1], rmseaA = v[2], df = v[3], power = v[4])))
))
