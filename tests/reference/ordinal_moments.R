# data: bfi holzinger_swineford survey65
# Thresholds, polychoric, polyserial and product-moment statistics and their asymptotic covariance matrix.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages({ library(lavaan); library(psych) })

# lavaan's statistics; of Gamma its diagonal and every seventh row
moments <- function(data, ordered = TRUE, items = names(data), ...) {
  fit <- cfa(paste("f =~", paste(items, collapse = " + ")), data, ordered = ordered, estimator = "WLSMV",
             do.fit = FALSE, ...)
  gamma <- unclass(lavInspect(fit, "gamma"))
  statistics <- unclass(lavInspect(fit, "wls.obs"))
  rows <- seq(1, nrow(gamma), by = 7)
  list(items = items, names = names(statistics), statistics = unname(statistics), n = lavInspect(fit, "nobs"),
       gamma_diagonal = unname(diag(gamma)), gamma_rows = rows, gamma = unname(gamma[rows, ]))
}

bfi <- load_data("bfi")
items15 <- c(paste0("A", 1:5), paste0("C", 1:5), paste0("E", 1:5))
complete <- bfi[complete.cases(bfi[items15]), items15]

# items of two to six categories, without weights and with
few <- complete[1:8]
few$A1 <- 1 + (few$A1 > 2)
few$A2 <- 1 + (few$A2 > 4)
few$A3 <- pmin(few$A3, 3)
few$A4 <- 1 + (few$A4 > 2) + (few$A4 > 4) + (few$A4 > 5)
few$C1 <- pmax(few$C1, 2)
weighted <- cbind(few, weight = 1 + seq_len(nrow(few)) %% 3)

# some answers missing; without the one respondent of 86, whom lavaan leaves out of the likelihood of two polyserial
# correlations (it does so where a respondent's likelihood is below the square root of the machine's precision)
some <- cbind(bfi[c("A1", "A2", "C4", "C5", "education")], years = bfi$age / 10)[bfi$age < 86, ]

# two to four categories beside continuous items
hs <- load_data("holzinger_swineford")[paste0("x", 1:9)]
cuts <- list(x1 = 4.9, x2 = c(5.1, 7.1), x3 = c(1.2, 2.1, 3.3), x5 = c(3.6, 5.1), x7 = 4.4, x8 = c(4.7, 5.4, 6.3))
for (item in names(cuts)) hs[[item]] <- 1 + findInterval(hs[[item]], cuts[[item]])

# a two-by-two table with an empty cell
empty <- data.frame(a = rep(c(2, 1, 2), c(20, 30, 50)), b = rep(c(1, 2, 2), c(20, 30, 50)),
                    c = 1 + (seq_len(100) * 37) %% 101 %% 3)

emit(list(
  items15 = items15,
  bfi = moments(complete),
  bfi_psych = unname(suppressWarnings(polychoric(complete, correct = 0, smooth = FALSE))$rho),
  few = moments(few),
  weighted = suppressWarnings(moments(weighted, items = names(few), sampling.weights = "weight")),
  pairwise = suppressWarnings(moments(some, ordered = setdiff(names(some), "years"), missing = "pairwise")),
  mixed = c(moments(hs, ordered = names(cuts)), list(cuts = lapply(cuts, I))),
  empty_cell = suppressWarnings(moments(empty)),
  survey = moments(load_data("survey65")[1:12])
))
