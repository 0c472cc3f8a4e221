# data: holzinger_swineford
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
hs <- load_data("holzinger_swineford")
PRODUCT <- "visual =~ x1 + a*x2 + b*x3
            textual =~ x4 + c1*x5 + d1*x6
            speed =~ x7 + x8 + x9
            a*b == 0.5
            c1 == d1^2 + 0.2"
EXPONENT <- "visual =~ x1 + a*x2 + b*x3
             a == exp(b) - 1"
emit(list(product = lavaan_values(cfa(PRODUCT, hs)), exponent = lavaan_values(cfa(EXPONENT, hs))))
