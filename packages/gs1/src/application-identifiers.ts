/**
 * The assigned GS1 application identifiers, one line each (GS1 General Specifications 3.2 and 4; Digital Link
 * URI Syntax 5 for the links).
 *
 * Columns: AI or range of AIs | `fixed` where the length is predefined and no FNC1 has to follow | components | AIs of
 * which one must come with it | AIs that must not come with it | role in a Digital Link | data title.
 *
 * A component is its character set (n digits, x CSET 82, y CSET 39, z CSET 64), its length (`6`) or longest length
 * (`..20`), its linters (`:csum+gcppos2`) and `?` where it may be left out. `01+21` means both; an `n` in an AI stands
 * for any digit; `key 22>10>21 235` is a primary key with its qualifiers in path order, or 235 instead.
 */
export const applicationIdentifierTable = `
00        | fixed | n18:csum+gcppos2                   | -                              | -                        | key                    | SSCC
01        | fixed | n14:csum+gcppos2                   | -                              | 255 37                   | key 22>10>21 235       | GTIN
02        | fixed | n14:csum+gcppos2                   | 37                             | 01 03                    | attribute              | CONTENT
03        | fixed | n14:csum+gcppos2                   | -                              | 01 02 37 235             | -                      | MTO GTIN
10        | fnc1  | x..20                              | 01 02 03 8006 8026             | -                        | attribute              | BATCH/LOT
11        | fixed | n6:yymmd0                          | 01 02 03 8006 8026             | -                        | attribute              | PROD DATE
12        | fixed | n6:yymmd0                          | 8020                           | -                        | attribute              | DUE DATE
13        | fixed | n6:yymmd0                          | 01 02 03 8006 8026             | -                        | attribute              | PACK DATE
15        | fixed | n6:yymmd0                          | 01 02 03 8006 8026             | -                        | attribute              | BEST BEFORE or BEST BY
16        | fixed | n6:yymmd0                          | 01 02 03 8006 8026             | -                        | attribute              | SELL BY
17        | fixed | n6:yymmd0                          | 01 02 03 255 8006 8026         | -                        | attribute              | USE BY or EXPIRY
20        | fixed | n2                                 | 01 02 03 8006 8026             | -                        | attribute              | VARIANT
21        | fnc1  | x..20                              | 01 03 8006                     | 235                      | -                      | SERIAL
22        | fnc1  | x..20                              | 01                             | -                        | -                      | CPV
235       | fnc1  | x..28                              | 01                             | -                        | -                      | TPX
240       | fnc1  | x..30                              | 01 02 03 8006 8026             | -                        | attribute              | ADDITIONAL ID
241       | fnc1  | x..30                              | 01 02 03 8006 8026             | -                        | attribute              | CUST. PART No.
242       | fnc1  | n..6                               | 01 02 8006 8026                | -                        | attribute              | MTO VARIANT
243       | fnc1  | x..20                              | 01 03                          | -                        | attribute              | PCN
250       | fnc1  | x..30                              | 01+21 03+21 8006+21            | -                        | attribute              | SECONDARY SERIAL
251       | fnc1  | x..30                              | 01 03 8006                     | -                        | attribute              | REF. TO SOURCE
253       | fnc1  | n13:csum+gcppos1 x..17?            | -                              | -                        | key                    | GDTI
254       | fnc1  | x..20                              | 414                            | -                        | -                      | GLN EXTENSION COMPONENT
255       | fnc1  | n13:csum+gcppos1 n..12?            | -                              | 01 02 415 8006 8020 8026 | key                    | GCN
30        | fnc1  | n..8                               | 01 02                          | -                        | attribute              | VAR. COUNT
3100-3105 | fixed | n6                                 | 01 02                          | 310n                     | attribute              | NET WEIGHT (kg)
3110-3115 | fixed | n6                                 | 01 02                          | 311n                     | attribute              | LENGTH (m)
3120-3125 | fixed | n6                                 | 01 02                          | 312n                     | attribute              | WIDTH (m)
3130-3135 | fixed | n6                                 | 01 02                          | 313n                     | attribute              | HEIGHT (m)
3140-3145 | fixed | n6                                 | 01 02                          | 314n                     | attribute              | AREA (m²)
3150-3155 | fixed | n6                                 | 01 02                          | 315n                     | attribute              | NET VOLUME (l)
3160-3165 | fixed | n6                                 | 01 02                          | 316n                     | attribute              | NET VOLUME (m³)
3200-3205 | fixed | n6                                 | 01 02                          | 320n                     | attribute              | NET WEIGHT (lb)
3210-3215 | fixed | n6                                 | 01 02                          | 321n                     | attribute              | LENGTH (in)
3220-3225 | fixed | n6                                 | 01 02                          | 322n                     | attribute              | LENGTH (ft)
3230-3235 | fixed | n6                                 | 01 02                          | 323n                     | attribute              | LENGTH (yd)
3240-3245 | fixed | n6                                 | 01 02                          | 324n                     | attribute              | WIDTH (in)
3250-3255 | fixed | n6                                 | 01 02                          | 325n                     | attribute              | WIDTH (ft)
3260-3265 | fixed | n6                                 | 01 02                          | 326n                     | attribute              | WIDTH (yd)
3270-3275 | fixed | n6                                 | 01 02                          | 327n                     | attribute              | HEIGHT (in)
3280-3285 | fixed | n6                                 | 01 02                          | 328n                     | attribute              | HEIGHT (ft)
3290-3295 | fixed | n6                                 | 01 02                          | 329n                     | attribute              | HEIGHT (yd)
3300-3305 | fixed | n6                                 | 00 01                          | 330n                     | attribute              | GROSS WEIGHT (kg)
3310-3315 | fixed | n6                                 | 00 01                          | 331n                     | attribute              | LENGTH (m), log
3320-3325 | fixed | n6                                 | 00 01                          | 332n                     | attribute              | WIDTH (m), log
3330-3335 | fixed | n6                                 | 00 01                          | 333n                     | attribute              | HEIGHT (m), log
3340-3345 | fixed | n6                                 | 00 01                          | 334n                     | attribute              | AREA (m²), log
3350-3355 | fixed | n6                                 | 00 01                          | 335n                     | attribute              | VOLUME (l), log
3360-3365 | fixed | n6                                 | 00 01                          | 336n                     | attribute              | VOLUME (m³), log
3370-3375 | fixed | n6                                 | 01                             | 337n                     | attribute              | KG PER m²
3400-3405 | fixed | n6                                 | 00 01                          | 340n                     | attribute              | GROSS WEIGHT (lb)
3410-3415 | fixed | n6                                 | 00 01                          | 341n                     | attribute              | LENGTH (in), log
3420-3425 | fixed | n6                                 | 00 01                          | 342n                     | attribute              | LENGTH (ft), log
3430-3435 | fixed | n6                                 | 00 01                          | 343n                     | attribute              | LENGTH (yd), log
3440-3445 | fixed | n6                                 | 00 01                          | 344n                     | attribute              | WIDTH (in), log
3450-3455 | fixed | n6                                 | 00 01                          | 345n                     | attribute              | WIDTH (ft), log
3460-3465 | fixed | n6                                 | 00 01                          | 346n                     | attribute              | WIDTH (yd), log
3470-3475 | fixed | n6                                 | 00 01                          | 347n                     | attribute              | HEIGHT (in), log
3480-3485 | fixed | n6                                 | 00 01                          | 348n                     | attribute              | HEIGHT (ft), log
3490-3495 | fixed | n6                                 | 00 01                          | 349n                     | attribute              | HEIGHT (yd), log
3500-3505 | fixed | n6                                 | 01 02                          | 350n                     | attribute              | AREA (in²)
3510-3515 | fixed | n6                                 | 01 02                          | 351n                     | attribute              | AREA (ft²)
3520-3525 | fixed | n6                                 | 01 02                          | 352n                     | attribute              | AREA (yd²)
3530-3535 | fixed | n6                                 | 00 01                          | 353n                     | attribute              | AREA (in²), log
3540-3545 | fixed | n6                                 | 00 01                          | 354n                     | attribute              | AREA (ft²), log
3550-3555 | fixed | n6                                 | 00 01                          | 355n                     | attribute              | AREA (yd²), log
3560-3565 | fixed | n6                                 | 01 02                          | 356n                     | attribute              | NET WEIGHT (tr oz)
3570-3575 | fixed | n6                                 | 01 02                          | 357n                     | attribute              | NET VOLUME (oz)
3600-3605 | fixed | n6                                 | 01 02                          | 360n                     | attribute              | NET VOLUME (qt (US))
3610-3615 | fixed | n6                                 | 01 02                          | 361n                     | attribute              | NET VOLUME (gal.)
3620-3625 | fixed | n6                                 | 00 01                          | 362n                     | attribute              | VOLUME (qt (US)), log
3630-3635 | fixed | n6                                 | 00 01                          | 363n                     | attribute              | VOLUME (gal (US)), log
3640-3645 | fixed | n6                                 | 01 02                          | 364n                     | attribute              | NET VOLUME (in³)
3650-3655 | fixed | n6                                 | 01 02                          | 365n                     | attribute              | NET VOLUME (ft³)
3660-3665 | fixed | n6                                 | 01 02                          | 366n                     | attribute              | NET VOLUME (yd³)
3670-3675 | fixed | n6                                 | 00 01                          | 367n                     | attribute              | VOLUME (in³), log
3680-3685 | fixed | n6                                 | 00 01                          | 368n                     | attribute              | VOLUME (ft³), log
3690-3695 | fixed | n6                                 | 00 01                          | 369n                     | attribute              | VOLUME (yd³), log
37        | fnc1  | n..8                               | 00+02 00+8026                  | -                        | attribute              | COUNT
3900-3909 | fnc1  | n..15                              | 255 8020                       | 390n 391n 394n 8111      | attribute              | AMOUNT
3910-3919 | fnc1  | n3:iso4217 n..15                   | 8020                           | 391n                     | attribute              | AMOUNT
3920-3929 | fnc1  | n..15                              | 01+30 01+31nn 01+32nn 01+35nn 01+36nn | 392n 393n                | attribute              | PRICE
3930-3939 | fnc1  | n3:iso4217 n..15                   | 30 31nn 32nn 35nn 36nn         | 393n                     | attribute              | PRICE
3940-3943 | fnc1  | n4                                 | 255                            | 394n 8111                | attribute              | PRCNT OFF
3950-3955 | fnc1  | n6                                 | 30 31nn 32nn 35nn 36nn         | 392n 393n 395n 8005      | attribute              | PRICE/UoM
400       | fnc1  | x..30                              | -                              | -                        | attribute              | ORDER NUMBER
401       | fnc1  | x..30:gcppos1                      | -                              | -                        | key                    | GINC
402       | fnc1  | n17:csum+gcppos1                   | -                              | -                        | key                    | GSIN
403       | fnc1  | x..30                              | 00                             | -                        | attribute              | ROUTE
410       | fixed | n13:csum+gcppos1                   | -                              | -                        | attribute              | SHIP TO LOC
411       | fixed | n13:csum+gcppos1                   | -                              | -                        | attribute              | BILL TO
412       | fixed | n13:csum+gcppos1                   | -                              | -                        | attribute              | PURCHASE FROM
413       | fixed | n13:csum+gcppos1                   | -                              | -                        | attribute              | SHIP FOR LOC
414       | fixed | n13:csum+gcppos1                   | -                              | -                        | key 254 7040           | LOC No.
415       | fixed | n13:csum+gcppos1                   | 8020                           | -                        | key 8020               | PAY TO
416       | fixed | n13:csum+gcppos1                   | -                              | -                        | attribute              | PROD/SERV LOC
417       | fixed | n13:csum+gcppos1                   | -                              | -                        | key 7040               | PARTY
420       | fnc1  | x..20                              | -                              | 421                      | attribute              | SHIP TO POST
421       | fnc1  | n3:iso3166 x..9                    | -                              | 4307                     | attribute              | SHIP TO POST
422       | fnc1  | n3:iso3166                         | 01 02 03 8006 8026             | 426                      | attribute              | ORIGIN
423       | fnc1  | n3:iso3166 n3:iso3166? n3:iso3166? n3:iso3166? n3:iso3166? | 01 02 03                       | 426                      | attribute              | COUNTRY - INITIAL PROCESS
424       | fnc1  | n3:iso3166                         | 01 02 03                       | 426                      | attribute              | COUNTRY - PROCESS
425       | fnc1  | n3:iso3166 n3:iso3166? n3:iso3166? n3:iso3166? n3:iso3166? | 01 02 03                       | 426                      | attribute              | COUNTRY - DISASSEMBLY
426       | fnc1  | n3:iso3166                         | 01 02 03                       | -                        | attribute              | COUNTRY - FULL PROCESS
427       | fnc1  | x..3                               | 01+422 02+422 03+422           | -                        | attribute              | ORIGIN SUBDIVISION
4300      | fnc1  | x..35:pcenc                        | 00                             | -                        | attribute              | SHIP TO COMP
4301      | fnc1  | x..35:pcenc                        | 00                             | -                        | attribute              | SHIP TO NAME
4302      | fnc1  | x..70:pcenc                        | 00                             | -                        | attribute              | SHIP TO ADD1
4303      | fnc1  | x..70:pcenc                        | 4302                           | -                        | attribute              | SHIP TO ADD2
4304      | fnc1  | x..70:pcenc                        | 00                             | -                        | attribute              | SHIP TO SUB
4305      | fnc1  | x..70:pcenc                        | 00                             | -                        | attribute              | SHIP TO LOC
4306      | fnc1  | x..70:pcenc                        | 00                             | -                        | attribute              | SHIP TO REG
4307      | fnc1  | x2:iso3166alpha2                   | 00                             | -                        | attribute              | SHIP TO COUNTRY
4308      | fnc1  | x..30                              | 00                             | -                        | attribute              | SHIP TO PHONE
4309      | fnc1  | n10:latitude n10:longitude         | 00                             | -                        | attribute              | SHIP TO GEO
4310      | fnc1  | x..35:pcenc                        | 00                             | -                        | attribute              | RTN TO COMP
4311      | fnc1  | x..35:pcenc                        | 00                             | -                        | attribute              | RTN TO NAME
4312      | fnc1  | x..70:pcenc                        | 00                             | -                        | attribute              | RTN TO ADD1
4313      | fnc1  | x..70:pcenc                        | 4312                           | -                        | attribute              | RTN TO ADD2
4314      | fnc1  | x..70:pcenc                        | 00                             | -                        | attribute              | RTN TO SUB
4315      | fnc1  | x..70:pcenc                        | 00                             | -                        | attribute              | RTN TO LOC
4316      | fnc1  | x..70:pcenc                        | 00                             | -                        | attribute              | RTN TO REG
4317      | fnc1  | x2:iso3166alpha2                   | 00                             | -                        | attribute              | RTN TO COUNTRY
4318      | fnc1  | x..20                              | 00                             | -                        | attribute              | RTN TO POST
4319      | fnc1  | x..30                              | 00                             | -                        | attribute              | RTN TO PHONE
4320      | fnc1  | x..35:pcenc                        | 00                             | -                        | attribute              | SRV DESCRIPTION
4321      | fnc1  | n1:yesno                           | 00                             | -                        | attribute              | DANGEROUS GOODS
4322      | fnc1  | n1:yesno                           | 00                             | -                        | attribute              | AUTH TO LEAVE
4323      | fnc1  | n1:yesno                           | 00                             | -                        | attribute              | SIG REQUIRED
4324      | fnc1  | n6:yymmd0 n4:hhmi                  | 00                             | -                        | attribute              | NOT BEF DEL DT
4325      | fnc1  | n6:yymmd0 n4:hhmi                  | 00                             | -                        | attribute              | NOT AFT DEL DT
4326      | fnc1  | n6:yymmdd                          | 00                             | -                        | attribute              | REL DATE
4330      | fnc1  | n6 x1:hyphen?                      | 00                             | 4331                     | attribute              | MAX TEMP F.
4331      | fnc1  | n6 x1:hyphen?                      | 00                             | 4330                     | attribute              | MAX TEMP C.
4332      | fnc1  | n6 x1:hyphen?                      | 00                             | 4333                     | attribute              | MIN TEMP F.
4333      | fnc1  | n6 x1:hyphen?                      | 00                             | 4332                     | attribute              | MIN TEMP C.
7001      | fnc1  | n13                                | 01 02 8006 8026                | -                        | attribute              | NSN
7002      | fnc1  | x..30                              | 01 02                          | -                        | attribute              | MEAT CUT
7003      | fnc1  | n6:yymmdd n4:hhmi                  | 01 02 03                       | -                        | attribute              | EXPIRY TIME
7004      | fnc1  | n..4                               | 01+10 03+10                    | -                        | attribute              | ACTIVE POTENCY
7005      | fnc1  | x..12                              | 01 02                          | -                        | attribute              | CATCH AREA
7006      | fnc1  | n6:yymmdd                          | 01 02                          | -                        | attribute              | FIRST FREEZE DATE
7007      | fnc1  | n6:yymmdd n6:yymmdd?               | 01 02                          | -                        | attribute              | HARVEST DATE
7008      | fnc1  | x..3                               | 01 02                          | -                        | attribute              | AQUATIC SPECIES
7009      | fnc1  | x..10                              | 01 02                          | -                        | attribute              | FISHING GEAR TYPE
7010      | fnc1  | x..2                               | 01 02 03                       | -                        | attribute              | PROD METHOD
7011      | fnc1  | n6:yymmdd n4:hhmi?                 | 01 02 03                       | -                        | attribute              | TEST BY DATE
7020      | fnc1  | x..20                              | 01+416 03+416 8006+416         | -                        | attribute              | REFURB LOT
7021      | fnc1  | x..20                              | 01 03 8006                     | -                        | attribute              | FUNC STAT
7022      | fnc1  | x..20                              | 01+7021 03+7021 8006+7021      | -                        | attribute              | REV STAT
7023      | fnc1  | x..30:gcppos1                      | -                              | -                        | attribute              | GIAI - ASSEMBLY
7030      | fnc1  | n3:iso3166999 x..27                | 01 02                          | -                        | attribute              | PROCESSOR # 0
7031      | fnc1  | n3:iso3166999 x..27                | 01 02                          | -                        | attribute              | PROCESSOR # 1
7032      | fnc1  | n3:iso3166999 x..27                | 01 02                          | -                        | attribute              | PROCESSOR # 2
7033      | fnc1  | n3:iso3166999 x..27                | 01 02                          | -                        | attribute              | PROCESSOR # 3
7034      | fnc1  | n3:iso3166999 x..27                | 01 02                          | -                        | attribute              | PROCESSOR # 4
7035      | fnc1  | n3:iso3166999 x..27                | 01 02                          | -                        | attribute              | PROCESSOR # 5
7036      | fnc1  | n3:iso3166999 x..27                | 01 02                          | -                        | attribute              | PROCESSOR # 6
7037      | fnc1  | n3:iso3166999 x..27                | 01 02                          | -                        | attribute              | PROCESSOR # 7
7038      | fnc1  | n3:iso3166999 x..27                | 01 02                          | -                        | attribute              | PROCESSOR # 8
7039      | fnc1  | n3:iso3166999 x..27                | 01 02                          | -                        | attribute              | PROCESSOR # 9
7040      | fnc1  | n1 x1 x1 x1:importeridx            | -                              | -                        | -                      | UIC+EXT
7041      | fnc1  | x..4:packagetype                   | 00                             | -                        | -                      | UFRGT UNIT TYPE
710       | fnc1  | x..20                              | 01                             | -                        | attribute              | NHRN PZN
711       | fnc1  | x..20                              | 01                             | -                        | attribute              | NHRN CIP
712       | fnc1  | x..20                              | 01                             | -                        | attribute              | NHRN CN
713       | fnc1  | x..20                              | 01                             | -                        | attribute              | NHRN DRN
714       | fnc1  | x..20                              | 01                             | -                        | attribute              | NHRN AIM
715       | fnc1  | x..20                              | 01                             | -                        | attribute              | NHRN NDC
716       | fnc1  | x..20                              | 01                             | -                        | attribute              | NHRN AIC
717       | fnc1  | x..20                              | 01                             | -                        | attribute              | NHRN SRN
7230      | fnc1  | x2 x..28                           | 01 8004                        | -                        | attribute              | CERT # 1
7231      | fnc1  | x2 x..28                           | 01 8004                        | -                        | attribute              | CERT # 2
7232      | fnc1  | x2 x..28                           | 01 8004                        | -                        | attribute              | CERT # 3
7233      | fnc1  | x2 x..28                           | 01 8004                        | -                        | attribute              | CERT # 4
7234      | fnc1  | x2 x..28                           | 01 8004                        | -                        | attribute              | CERT # 5
7235      | fnc1  | x2 x..28                           | 01 8004                        | -                        | attribute              | CERT # 6
7236      | fnc1  | x2 x..28                           | 01 8004                        | -                        | attribute              | CERT # 7
7237      | fnc1  | x2 x..28                           | 01 8004                        | -                        | attribute              | CERT # 8
7238      | fnc1  | x2 x..28                           | 01 8004                        | -                        | attribute              | CERT # 9
7239      | fnc1  | x2 x..28                           | 01 8004                        | -                        | attribute              | CERT # 10
7240      | fnc1  | x..20                              | 01 8006                        | 03                       | attribute              | PROTOCOL
7241      | fnc1  | n2:mediatype                       | 8017 8018                      | -                        | attribute              | AIDC MEDIA TYPE
7242      | fnc1  | x..25                              | 8017 8018                      | -                        | attribute              | VCN
7250      | fnc1  | n8:yyyymmdd                        | 8018                           | 7251                     | attribute              | DOB
7251      | fnc1  | n8:yyyymmdd n4:hhmi                | 8018                           | 7250                     | attribute              | DOB TIME
7252      | fnc1  | n1:iso5218                         | 8018                           | -                        | attribute              | BIO SEX
7253      | fnc1  | x..40:pcenc                        | 8017 8018                      | 7256 7259                | attribute              | FAMILY NAME
7254      | fnc1  | x..40:pcenc                        | 8017 8018                      | 7256 7259                | attribute              | GIVEN NAME
7255      | fnc1  | x..10                              | 8017 8018                      | 7256 7259                | attribute              | SUFFIX
7256      | fnc1  | x..90:pcenc                        | 8017 8018                      | -                        | attribute              | FULL NAME
7257      | fnc1  | x..70:pcenc                        | 8018                           | -                        | attribute              | PERSON ADDR
7258      | fnc1  | x3:posinseqslash                   | 8018+7259                      | -                        | attribute              | BIRTH SEQUENCE
7259      | fnc1  | x..40:pcenc                        | 8018                           | 7256                     | attribute              | BABY
8001      | fnc1  | n4:nonzero n5:nonzero n3:nonzero n1:winding n1 | 01                             | -                        | attribute              | DIMENSIONS
8002      | fnc1  | x..20                              | -                              | -                        | attribute              | CMT No.
8003      | fnc1  | n1:zero n13:csum+gcppos1 x..16?    | -                              | -                        | key                    | GRAI
8004      | fnc1  | x..30:gcppos1                      | -                              | -                        | key 7040               | GIAI
8005      | fnc1  | n6                                 | 01 02                          | -                        | attribute              | PRICE PER UNIT
8006      | fnc1  | n14:csum+gcppos2 n4:pieceoftotal   | -                              | 01 03 37                 | key 22>10>21           | ITIP
8007      | fnc1  | x..34:iban                         | 415                            | -                        | attribute              | IBAN
8008      | fnc1  | n6:yymmdd n2:hh n2:mi? n2:ss?      | 01 02 03                       | -                        | attribute              | PROD TIME
8009      | fnc1  | x..50                              | 00 01 03                       | -                        | attribute              | OPTSEN
8010      | fnc1  | y..30:gcppos1                      | -                              | -                        | key 8011               | CPID
8011      | fnc1  | n..12:nozeroprefix                 | 8010                           | -                        | -                      | CPID SERIAL
8012      | fnc1  | x..20                              | 01 03 8006                     | -                        | attribute              | VERSION
8013      | fnc1  | x..25:csumalpha+gcppos1            | -                              | -                        | key                    | GMN
8014      | fnc1  | x..25:csumalpha+gcppos1+hasnondigit | 01                             | -                        | -                      | MUDI
8017      | fnc1  | n18:csum+gcppos1                   | -                              | 8018                     | key 8019               | GSRN - PROVIDER
8018      | fnc1  | n18:csum+gcppos1                   | -                              | 8017                     | key 8019               | GSRN - RECIPIENT
8019      | fnc1  | n..10                              | 8017 8018                      | -                        | -                      | SRIN
8020      | fnc1  | x..25                              | 415                            | -                        | -                      | REF No.
8026      | fnc1  | n14:csum+gcppos2 n4:pieceoftotal   | 37                             | 02 03 8006               | attribute              | ITIP CONTENT
8030      | fnc1  | z..90                              | 00 01+21 03+21 253 255 8003 8004 8006+21 8010+8011 8017 8018 | -                        | attribute              | DIGSIG
8040      | fnc1  | n15                                | 01+21                          | -                        | -                      | IMEI
8041      | fnc1  | n15                                | 01+21+8040                     | -                        | -                      | IMEI2
8042      | fnc1  | n32                                | 01+21+8040                     | -                        | -                      | ESIM
8043      | fnc1  | n18 n..2?                          | 01+21+8040                     | -                        | -                      | PSIM
8110      | fnc1  | x..70:couponcode                   | -                              | -                        | attribute              | -
8111      | fnc1  | n4                                 | 255                            | -                        | attribute              | POINTS
8112      | fnc1  | x..70:couponposoffer               | -                              | -                        | attribute              | -
8200      | fnc1  | x..70                              | 01                             | -                        | -                      | PRODUCT URL
90        | fnc1  | x..30                              | -                              | -                        | attribute              | INTERNAL
91-99     | fnc1  | x..90                              | -                              | -                        | attribute              | INTERNAL`;
