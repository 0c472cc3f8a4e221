# data: bfi survey65
# Reliability per scale: psych (alpha, item statistics), semTools and lavaan (omega of the one-factor ML model).
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages({library(psych); library(lavaan); library(semTools)})
options(warn = -1)

alpha_values <- function(x) {
  a <- psych::alpha(x, warnings = FALSE)
  list(raw = a$total$raw_alpha, standardised = a$total$std.alpha, average_r = a$total$average_r,
       lower = a$feldt$lower.ci[[1]], upper = a$feldt$upper.ci[[1]],
       alpha_drop = a$alpha.drop$raw_alpha, r_drop = a$item.stats$r.drop, raw_r = a$item.stats$raw.r,
       mean = a$item.stats$mean, sd = a$item.stats$sd, n = a$item.stats$n)
}
scale_values <- function(x) {
  complete <- na.omit(x)
  items <- names(x)
  described <- psych::describe(x, type = 2)
  labels <- seq_along(items)
  loading <- paste0("l", labels); residual <- paste0("e", labels)
  common <- paste0("(", paste(loading, collapse = "+"), ")^2")
  model <- c(paste("f =~", paste0(loading, "*", items, collapse = " + ")),
             paste0(items, " ~~ ", residual, "*", items),
             paste0("omega := ", common, "/(", common, "+", paste(residual, collapse = "+"), ")"))
  fit <- cfa(model, complete, std.lv = TRUE, estimator = "MLR")
  plain <- cfa(paste("f =~", paste(items, collapse = " + ")), complete, std.lv = TRUE)
  e <- parameterEstimates(fit)
  list(complete = alpha_values(complete), pairwise = alpha_values(x), n = nrow(complete),
       skew = described$skew, kurtosis = described$kurtosis,
       omega_observed = compRelSEM(plain, obs.var = TRUE)[[1]], omega_model = compRelSEM(plain, obs.var = FALSE)[[1]],
       omega_model_se = e$se[e$lhs == "omega"], chisq = fitMeasures(plain, "chisq")[[1]],
       loadings = e$est[e$op == "=~"], residuals = e$est[e$op == "~~" & e$lhs != "f"],
       ave = AVE(plain, obs.var = FALSE)[[1]], ave_observed = AVE(plain, obs.var = TRUE)[[1]])
}
bfi <- load_data("bfi")[1:25]
keyed <- bfi
for (item in c("A1", "C4", "C5", "E1", "E2", "O2", "O5")) keyed[[item]] <- 7 - keyed[[item]]
survey <- load_data("survey65")
survey <- survey[names(survey) != "school"]
scales <- c(lapply(split(names(keyed), substr(names(keyed), 1, 1)), function(i) scale_values(keyed[i])),
            lapply(split(names(survey), sub("_.*", "", names(survey))), function(i) scale_values(survey[i])))
two <- cfa("A =~ A1 + A2 + A3 + A4 + A5\nC =~ C1 + C2 + C3 + C4 + C5", na.omit(keyed[1:10]))
est <- lavInspect(two, "est")
emit(list(scales = scales,
          two_factors = list(lambda = unclass(est$lambda), psi = unclass(est$psi), theta = unclass(est$theta),
                             sample = unclass(lavInspect(two, "sampstat")$cov),
                             omega_model = as.list(compRelSEM(two, obs.var = FALSE)),
                             omega_observed = as.list(compRelSEM(two, obs.var = TRUE)),
                             ave_model = as.list(AVE(two, obs.var = FALSE)), ave_observed = as.list(AVE(two)))))
