// The products of the demo library. Invented: brands, firms, prices. Real: substances, strengths, schedules.
import type { Schedule } from './library.rules.ts';

interface Manufacturer {
  name: string;
  prefix: string;
}
interface Unit {
  description: string;
  /** Dose units: tablets, capsules, vials, or millilitres of a liquid. */
  quantity: number;
  mrpPaise: number;
}
export interface DemoProduct {
  brand: string;
  composition: string;
  strength: string;
  form: string;
  manufacturer: Manufacturer;
  schedule: Schedule;
  /** More than one: sizes that carry the same GTIN. */
  units: readonly [Unit, ...Unit[]];
  unitsInBox?: number;
  boxesInCase?: number;
  batchPrefix: string;
  /** A second batch in a state that earns a warning. */
  special?: 'expired' | 'expires-soon' | 'recalled';
}

const narmadix = { name: 'Narmadix Remedies Pvt Ltd', prefix: '7701' };
const sahyadrix = { name: 'Sahyadrix Pharma Ltd', prefix: '7702' };
const kaveriq = { name: 'Kaveriq Laboratories Ltd', prefix: '7703' };
const girnaro = { name: 'Girnaro Healthcare Pvt Ltd', prefix: '7704' };
const vindhyox = { name: 'Vindhyox Biotech Ltd', prefix: '7705' };
const aravaliq = { name: 'Aravaliq Formulations', prefix: '7706' };

const strip = (count: number, mrpPaise: number, what = 'tablets'): Unit => ({
  description: `Strip of ${count} ${what}`,
  quantity: count,
  mrpPaise,
});
const bottle = (millilitres: number, mrpPaise: number): Unit => ({
  description: `Bottle of ${millilitres} ml`,
  quantity: millilitres,
  mrpPaise,
});
const tablet = 'Tablet';

export const demoProducts: readonly DemoProduct[] = [
  {
    brand: 'Zenpyrix 650',
    composition: 'Paracetamol',
    strength: '650 mg',
    form: tablet,
    manufacturer: narmadix,
    schedule: 'OTC',
    units: [strip(15, 3090)],
    unitsInBox: 20,
    boxesInCase: 24,
    batchPrefix: 'ZP',
  },
  {
    brand: 'Qlavimyx 625',
    composition: 'Amoxicillin + Clavulanic acid',
    strength: '500 mg + 125 mg',
    form: tablet,
    manufacturer: sahyadrix,
    schedule: 'H',
    units: [strip(10, 20150)],
    unitsInBox: 10,
    boxesInCase: 20,
    batchPrefix: 'QM',
    special: 'expired',
  },
  {
    brand: 'Metryvox SR 500',
    composition: 'Metformin hydrochloride (sustained release)',
    strength: '500 mg',
    form: tablet,
    manufacturer: kaveriq,
    schedule: 'G',
    units: [strip(10, 2240), strip(15, 3360)],
    unitsInBox: 10,
    batchPrefix: 'MX',
  },
  {
    brand: 'Telqoria 40',
    composition: 'Telmisartan',
    strength: '40 mg',
    form: tablet,
    manufacturer: girnaro,
    schedule: 'H',
    units: [strip(15, 10980)],
    unitsInBox: 10,
    boxesInCase: 20,
    batchPrefix: 'TQ',
    special: 'expires-soon',
  },
  {
    brand: 'Pantuvyx 40',
    composition: 'Pantoprazole sodium',
    strength: '40 mg',
    form: 'Gastro-resistant tablet',
    manufacturer: narmadix,
    schedule: 'H',
    units: [strip(15, 15500)],
    unitsInBox: 10,
    batchPrefix: 'PV',
    special: 'recalled',
  },
  {
    brand: 'Azimyrox 500',
    composition: 'Azithromycin',
    strength: '500 mg',
    form: tablet,
    manufacturer: sahyadrix,
    schedule: 'H',
    units: [strip(5, 11990)],
    unitsInBox: 20,
    batchPrefix: 'AZ',
  },
  {
    brand: 'Cefqirox 200',
    composition: 'Cefixime',
    strength: '200 mg',
    form: 'Dispersible tablet',
    manufacturer: vindhyox,
    schedule: 'H1',
    units: [strip(10, 10760)],
    unitsInBox: 10,
    batchPrefix: 'CQ',
  },
  {
    brand: 'Atorvyqa 10',
    composition: 'Atorvastatin calcium',
    strength: '10 mg',
    form: tablet,
    manufacturer: girnaro,
    schedule: 'H',
    units: [strip(15, 8240)],
    unitsInBox: 10,
    boxesInCase: 24,
    batchPrefix: 'AV',
  },
  {
    brand: 'Glarqivo',
    composition: 'Insulin glargine',
    strength: '100 IU/ml',
    form: 'Solution for injection',
    manufacturer: vindhyox,
    schedule: 'G',
    units: [{ description: 'Cartridge of 3 ml', quantity: 3, mrpPaise: 68500 }],
    unitsInBox: 5,
    batchPrefix: 'GQ',
  },
  {
    brand: 'Alprixyn 0.25',
    composition: 'Alprazolam',
    strength: '0.25 mg',
    form: tablet,
    manufacturer: aravaliq,
    schedule: 'H1',
    units: [strip(10, 2110)],
    unitsInBox: 10,
    batchPrefix: 'AX',
  },
  {
    brand: 'Tramqylor 50',
    composition: 'Tramadol hydrochloride',
    strength: '50 mg',
    form: 'Capsule',
    manufacturer: aravaliq,
    schedule: 'H1',
    units: [strip(10, 8800, 'capsules')],
    unitsInBox: 10,
    batchPrefix: 'TR',
  },
  {
    brand: 'Jeevarix ORS',
    composition: 'Oral rehydration salts (WHO formula)',
    strength: '21.8 g',
    form: 'Powder for oral solution',
    manufacturer: narmadix,
    schedule: 'OTC',
    units: [{ description: 'Sachet of 21.8 g', quantity: 1, mrpPaise: 2230 }],
    unitsInBox: 25,
    batchPrefix: 'JO',
  },
  {
    brand: 'Cetryvyn 10',
    composition: 'Cetirizine hydrochloride',
    strength: '10 mg',
    form: tablet,
    manufacturer: kaveriq,
    schedule: 'G',
    units: [strip(10, 1850)],
    unitsInBox: 20,
    batchPrefix: 'CV',
  },
  {
    brand: 'Amlyqor 5',
    composition: 'Amlodipine besilate',
    strength: '5 mg',
    form: tablet,
    manufacturer: girnaro,
    schedule: 'H',
    units: [strip(15, 4520)],
    unitsInBox: 10,
    batchPrefix: 'AM',
  },
  {
    brand: 'Thyrovyx 50',
    composition: 'Levothyroxine sodium',
    strength: '50 mcg',
    form: tablet,
    manufacturer: kaveriq,
    schedule: 'H2',
    units: [{ description: 'Bottle of 120 tablets', quantity: 120, mrpPaise: 17840 }],
    unitsInBox: 12,
    batchPrefix: 'TX',
  },
  {
    brand: 'Dolqyra 50',
    composition: 'Diclofenac sodium',
    strength: '50 mg',
    form: 'Gastro-resistant tablet',
    manufacturer: sahyadrix,
    schedule: 'H',
    units: [strip(10, 2890)],
    unitsInBox: 20,
    batchPrefix: 'DQ',
  },
  {
    brand: 'Levoqsa 500',
    composition: 'Levofloxacin',
    strength: '500 mg',
    form: tablet,
    manufacturer: vindhyox,
    schedule: 'H1',
    units: [strip(10, 9760)],
    unitsInBox: 10,
    batchPrefix: 'LQ',
  },
  {
    brand: 'Montyqast-L',
    composition: 'Montelukast sodium + Levocetirizine',
    strength: '10 mg + 5 mg',
    form: tablet,
    manufacturer: kaveriq,
    schedule: 'H',
    units: [strip(10, 19900)],
    unitsInBox: 10,
    batchPrefix: 'ML',
  },
  {
    brand: 'Salbryvo',
    composition: 'Salbutamol',
    strength: '100 mcg per dose',
    form: 'Inhaler',
    manufacturer: vindhyox,
    schedule: 'H',
    units: [{ description: 'Inhaler of 200 doses', quantity: 200, mrpPaise: 16240 }],
    unitsInBox: 10,
    batchPrefix: 'SB',
  },
  {
    brand: 'Koffryx',
    composition: 'Dextromethorphan + Chlorphenamine maleate',
    strength: '10 mg + 2 mg per 5 ml',
    form: 'Syrup',
    manufacturer: narmadix,
    schedule: 'H',
    units: [bottle(100, 12800)],
    unitsInBox: 30,
    batchPrefix: 'KX',
  },
  {
    brand: 'Glimyqa M1',
    composition: 'Glimepiride + Metformin hydrochloride',
    strength: '1 mg + 500 mg',
    form: tablet,
    manufacturer: girnaro,
    schedule: 'G',
    units: [strip(15, 14350)],
    unitsInBox: 10,
    batchPrefix: 'GM',
  },
  {
    brand: 'Clopyvix 75',
    composition: 'Clopidogrel bisulfate',
    strength: '75 mg',
    form: tablet,
    manufacturer: girnaro,
    schedule: 'H',
    units: [strip(15, 9980)],
    unitsInBox: 10,
    batchPrefix: 'CP',
  },
  {
    brand: 'Ondryvex 4',
    composition: 'Ondansetron',
    strength: '4 mg',
    form: 'Orally disintegrating tablet',
    manufacturer: sahyadrix,
    schedule: 'H',
    units: [strip(10, 5310)],
    unitsInBox: 20,
    batchPrefix: 'OV',
  },
  {
    brand: 'Ferrovyq XT',
    composition: 'Ferrous ascorbate + Folic acid',
    strength: '100 mg + 1.5 mg',
    form: tablet,
    manufacturer: narmadix,
    schedule: 'OTC',
    units: [strip(10, 13770)],
    unitsInBox: 10,
    batchPrefix: 'FX',
  },
  {
    brand: 'Povidryx 5%',
    composition: 'Povidone iodine',
    strength: '5 % w/v',
    form: 'Solution for external use',
    manufacturer: aravaliq,
    schedule: 'OTC',
    units: [bottle(100, 9640)],
    unitsInBox: 20,
    batchPrefix: 'PI',
  },
  {
    brand: 'Methyqon 10',
    composition: 'Methylphenidate hydrochloride',
    strength: '10 mg',
    form: tablet,
    manufacturer: aravaliq,
    schedule: 'X',
    units: [strip(10, 7450)],
    unitsInBox: 5,
    batchPrefix: 'MQ',
  },
  {
    brand: 'Rabiqure DSR',
    composition: 'Rabeprazole sodium + Domperidone',
    strength: '20 mg + 30 mg',
    form: 'Capsule',
    manufacturer: kaveriq,
    schedule: 'H2',
    units: [strip(10, 14100, 'capsules')],
    unitsInBox: 10,
    boxesInCase: 20,
    batchPrefix: 'RD',
  },
];
