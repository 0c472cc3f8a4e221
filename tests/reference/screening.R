# data: bfi holzinger_swineford_incomplete
# Screening indices written out in base R, distances by psych::outlier, and Little's test after Little (1988) on EM moments.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(psych))
options(warn = -1)

em <- function(x) {  # Dempster, Laird & Rubin (1977); x without empty rows
  x <- as.matrix(x); p <- ncol(x); n <- nrow(x)
  mu <- colMeans(x, na.rm = TRUE); sigma <- diag(apply(x, 2, var, na.rm = TRUE))
  key <- apply(is.na(x), 1, function(row) paste(which(row), collapse = " "))
  groups <- split(seq_len(n), key)
  repeat {
    sum_x <- numeric(p); sum_xx <- matrix(0, p, p)
    for (rows in groups) {
      gone <- is.na(x[rows[1], ]); y <- x[rows, , drop = FALSE]; extra <- matrix(0, p, p)
      if (any(gone)) {
        b <- sigma[gone, !gone, drop = FALSE] %*% solve(sigma[!gone, !gone])
        y[, gone] <- t(mu[gone] + b %*% (t(y[, !gone, drop = FALSE]) - mu[!gone]))
        extra[gone, gone] <- sigma[gone, gone] - b %*% sigma[!gone, gone, drop = FALSE]
      }
      sum_x <- sum_x + colSums(y); sum_xx <- sum_xx + crossprod(y) + length(rows) * extra
    }
    mu_new <- sum_x / n; sigma_new <- sum_xx / n - tcrossprod(mu_new)
    change <- max(abs(mu_new - mu), abs(sigma_new - sigma)); mu <- mu_new; sigma <- sigma_new
    if (change < 1e-12) break
  }
  list(mean = mu, cov = sigma, groups = groups)
}
little <- function(x) {
  x <- as.matrix(x[rowSums(!is.na(x)) > 0, ]); e <- em(x); n <- nrow(x); cov <- e$cov * n / (n - 1)
  d2 <- 0; df <- -ncol(x)
  for (rows in e$groups) {
    there <- !is.na(x[rows[1], ])
    d <- colMeans(x[rows, there, drop = FALSE]) - e$mean[there]
    d2 <- d2 + length(rows) * sum(d * solve(cov[there, there], d)); df <- df + sum(there)
  }
  distance <- apply(x, 1, function(row) {
    there <- !is.na(row); d <- row[there] - e$mean[there]; sum(d * solve(cov[there, there], d))
  })
  list(chisq = d2, df = df, p = pchisq(d2, df, lower.tail = FALSE), patterns = length(e$groups), n = n,
       mean = e$mean, sd = sqrt(diag(cov)), distance = distance[1:200])
}
bfi <- load_data("bfi")[1:25]
raw <- as.matrix(bfi)[1:400, ]
keyed <- raw
for (item in c("A1", "C4", "C5", "E1", "E2", "O2", "O5")) keyed[, item] <- 7 - keyed[, item]
scale <- substr(colnames(raw), 1, 1)
even_odd <- apply(keyed, 1, function(row) {
  halves <- sapply(split(row, scale), function(a) c(mean(a[c(1, 3, 5)], na.rm = TRUE), mean(a[c(2, 4)], na.rm = TRUE)))
  r <- cor(halves[1, ], halves[2, ], use = "complete.obs"); max(2 * r / (1 + r), -1)
})
r <- cor(bfi, use = "pairwise")
pairs <- which(upper.tri(r) & r >= .5, arr.ind = TRUE)
opposite <- which(upper.tri(r) & r <= -.3, arr.ind = TRUE)
within <- function(pairs) apply(raw, 1, function(row) {
  a <- row[pairs[, 1]]; b <- row[pairs[, 2]]; both <- !is.na(a) & !is.na(b)
  if (sum(both) < 3) NA else suppressWarnings(cor(a[both], b[both]))
})
complete <- as.matrix(na.omit(bfi))
d2 <- psych::outlier(complete, plot = FALSE)[1:200]
tests <- load_data("holzinger_swineford_incomplete")[paste0("x", 1:9)]
emit(list(longstring = apply(raw, 1, function(row) max(rle(row[!is.na(row)])$lengths)),
          irv = apply(raw, 1, sd, na.rm = TRUE), even_odd = even_odd, synonyms = within(pairs), n_synonyms = nrow(pairs),
          antonyms = within(opposite), n_antonyms = nrow(opposite),
          distance = as.numeric(d2), p = pchisq(as.numeric(d2), 25, lower.tail = FALSE),
          little = list(bfi = little(bfi), tests = little(tests))))
