/** The particular that a label announces; `other` is a known label without a field of its own. */
export type Particular =
  | 'productCode'
  | 'genericName'
  | 'brandName'
  | 'manufacturer'
  | 'batch'
  | 'manufactured'
  | 'expiry'
  | 'licence'
  | 'other';

// Spellings without case, spaces and punctuation: `Mfg. Lic. No.`, `mfgLicNo` and `mfg_lic_no` are one.
const SPELLINGS: Readonly<Record<Particular, string>> = {
  productCode: `
    upic upicode uniqueproductidentificationcode uniqueproductidentificationno uniqueproductidentificationnumber
    uniqueproductidentification uniqueproductidentifier uniqueidentificationcode uniqueproductcode
    productidentificationcode productidentificationno gtin gtinno gtinnumber gtincode gtin14 gtin13 ean ean13 eancode upc
    विशिष्टउत्पादपहचानकोड उत्पादपहचानकोड उत्पादकोड`,
  genericName: `
    genericname generic nameofgeneric propername properandgenericname propergenericname genericandpropername
    properorgenericname nameofapi apiname nonproprietaryname internationalnonproprietaryname
    जेनेरिकनाम जेनरिकनाम सामान्यनाम`,
  brandName: `
    brandname brand brandnameifany nameofbrand brandnameofdrug tradename proprietaryname
    ब्रांडनाम ब्रांड ब्रांडकानाम व्यापारनाम व्यापारिकनाम`,
  manufacturer: `
    manufacturer manufacturername manufacturersname nameofmanufacturer nameofthemanufacturer nameandaddressofmanufacturer
    nameandaddressofthemanufacturer nameaddressofmanufacturer nameaddressofthemanufacturer
    manufacturernameandaddress manufacturernameaddress manufacturedby mfgby mfdby mfgdby mfrby mfr mfrname mfgname
    निर्माता निर्माताकानाम निर्माताकानामऔरपता निर्माताकानामवपता निर्माताकानामएवंपता निर्माणकर्ता उत्पादक`,
  batch: `
    batch batchno batchnumber batchnum batchnr batchid bno btno bchno lot lotno lotnumber lotnum
    batchlot batchlotno batchlotnumber batchorlotno lotbatch lotbatchno batchnolotno
    बैच बैचसंख्या बैचनंबर बैचनम्बर बैचनं बैचन बैचक्रमांक बैचक्र लॉटसंख्या लॉटनंबर बॅचक्रमांक बॅचनं બેચનંબર બેચનં`,
  manufactured: `
    mfg mfd mfgd mfgdt mfddt mfgdate mfddate mfgddate mfdate mfdt mfgon mfdon mfgdon mfgmonth
    manufactured manufacturedon manufactureddate manufacturedt manufacturedate manufacturingdate manufacturingdt
    dateofmanufacture dateofmanufacturing dateofmfg dateofmfd productiondate dateofproduction dom
    निर्माणतिथि निर्माणकीतिथि निर्माणतारीख निर्माणकीतारीख निर्माणदिनांक निर्माणमाह विनिर्माणतिथि उत्पादनतिथि उत्पादनकीतिथि
    उत्पादनतारीख उत्पादनदिनांक`,
  expiry: `
    exp expd expdt expdate expiry expirydt expirydate expirymonth expiration expirationdate expdon expon
    expireson dateofexpiry dateofexpiration dateofexp usebefore usebeforedate useby usebydate doe
    समाप्तितिथि समाप्तिकीतिथि समाप्तितारीख समाप्तिकीतारीख समाप्तिदिनांक अवसानतिथि अवसानकीतिथि कालातीततिथि एक्सपायरी
    एक्सपायरीडेट एक्सपायरीतिथि उपयोगकीअंतिमतिथि प्रयोगकीअंतिमतिथि वैधतातिथि`,
  licence: `
    licence licenceno licencenumber license licenseno licensenumber lic licno licnumber
    mfglic mfglicno mfglicnumber mfglicence mfglicenceno mfglicencenumber mfglicense mfglicenseno mfglicensenumber
    manufacturinglic manufacturinglicno manufacturinglicence manufacturinglicenceno manufacturinglicencenumber
    manufacturinglicense manufacturinglicenseno manufacturinglicensenumber
    manufacturerlicenceno manufacturerlicencenumber manufacturerlicenseno manufacturerlicensenumber
    manufacturerslicenceno manufacturerslicenseno mlno mlicno mflicno druglicenceno druglicenseno druglicno
    druglicencenumber druglicensenumber dlno
    लाइसेंस लाइसेंससंख्या लाइसेंसनंबर लाइसेंसनम्बर लाइसेंसनं लाइसेंसक्रमांक निर्माणलाइसेंससंख्या निर्माणलाइसेंसनंबर
    विनिर्माणलाइसेंससंख्या अनुज्ञप्तिसंख्या अनुज्ञप्तिक्रमांक`,
  other: `
    importer importedby nameofimporter nameandaddressofimporter importlicence importlicenceno importlicencenumber
    importlicense importlicenseno importlicensenumber rcno registrationcertificateno
    storage storagecondition storageconditions specialstorageconditions specialstoragecondition storageinstructions
    specialstorageconditionsrequired batchsize sscc serialshippingcontainercode retestdate retestingdate dateofretest
    dateofretesting retest expiryorretestdate bestbefore bestbeforedate mrp maximumretailprice
    netqty netquantity netcontents netcontent packsize packingsize serialno serialnumber serial srno
    marketedby mktby mktdby marketer composition dosageform strength schedule manufactureraddress addressofmanufacturer
    productname drugname nameofdrug nameofthedrug nameofproduct medicinename shelflife
    भंडारण भंडारणकीशर्तें आयातक एमआरपी क्रमसंख्या बैचआकार उत्पादकानाम दवाकानाम`,
};

const NOT_PART_OF_LABEL = /[^\p{L}\p{M}\p{N}]+/gu;

const particularBySpelling: ReadonlyMap<string, Particular> = new Map(
  Object.entries(SPELLINGS).flatMap(([particular, spellings]) =>
    spellings
      .trim()
      .split(/\s+/)
      .map((spelling) => [compact(spelling), particular as Particular] as const),
  ),
);

/** The AIs whose values are particulars, where they stand in brackets or as keys of JSON. */
const particularByIdentifier: Readonly<Record<string, Particular>> = {
  '01': 'productCode',
  '10': 'batch',
  '11': 'manufactured',
  '17': 'expiry',
};

/** UTF-16 units of the longest label, with room for spaces and punctuation. */
export const LABEL_LENGTH_MAX = 56;

/** The particular that a label stands for, in English or Hindi; undefined for words that are no label. */
export function particularOf(label: string): Particular | undefined {
  return label.length > LABEL_LENGTH_MAX ? undefined : particularBySpelling.get(compact(label));
}

/** The particular that an assigned AI carries. */
export function particularOfIdentifier(ai: string): Particular {
  return particularByIdentifier[ai] ?? 'other';
}

function compact(label: string): string {
  return label.normalize('NFKC').toLowerCase().replace(NOT_PART_OF_LABEL, '');
}
