// Invented records for the page of patterns: enough of them, and every kind of text a person may enter.

export interface Lot {
  id: string;
  name: string;
  station: string;
  state: 'free' | 'sold' | 'disputed';
  bales: number;
  /** Tenths of a millimetre. */
  stapleTenths: number;
  valuePaise: number;
  weighedAt: Date;
}

const STATIONS = ['Rajkot', 'अकोला', 'અમરેલી', 'Adilabad', 'Guntur', 'Sirsa'];
const STATES = ['free', 'sold', 'free', 'disputed', 'sold'] as const;
const FIRST_WEIGHED = Date.UTC(2026, 9, 1, 4, 30);
const MINUTE_MS = 60_000;
const LOTS = 10_000;

function lotAt(place: number): Lot {
  // A multiplication scatters the values without a random source: the page looks the same every time.
  const scattered = (place * 2_654_435_761) % 4_294_967_296;
  return {
    id: `lot-${place}`,
    name: `L-${String(place + 1).padStart(5, '0')}`,
    station: STATIONS[scattered % STATIONS.length]!,
    state: STATES[scattered % STATES.length]!,
    bales: 20 + (scattered % 480),
    stapleTenths: 260 + (scattered % 70),
    valuePaise: 50_000_00 + (scattered % 9_000_000) * 100,
    weighedAt: new Date(FIRST_WEIGHED + place * 7 * MINUTE_MS),
  };
}

export const lots: readonly Lot[] = Array.from({ length: LOTS }, (_, place) => lotAt(place));

const LONG =
  'A name that somebody pasted from a letter and that goes on and on, past what any column was made for, with words of every length and one thatisverylongindeedandhasnowheretobreakatallhoweverwidethecolumn.';

export const hostileNames: readonly string[] = [
  LONG,
  'श्री महालक्ष्मी जिनिंग एंड प्रेसिंग फ़ैक्ट्री, अमरावती',
  'શ્રી અંબિકા કોટન ટ્રેડર્સ, રાજકોટ',
  'شركة القطن الهندية (دبي)',
  '🌱🧵 Organic कपास 👨‍🌾 🇮🇳',
  '<img src=x onerror=alert(1)>',
  '<script>alert(2)</script>{{3*3}}${4*4}',
  "Robert'); drop table lots;--",
  '=HYPERLINK("https://example.invalid")',
  'a\u202egnp.exe',
  'Z\u0351\u0343\u0306a\u0334\u0315l\u0337g\u0321o\u0322',
];

export const hostileLots: readonly Lot[] = hostileNames.map((name, place) => ({
  ...lotAt(place * 31),
  id: `name-${place}`,
  name,
}));

export interface Season {
  month: string;
  arrivals: readonly [number, number, number];
  pricePaise: readonly [number, number | null];
  stock: number;
}

export const season: readonly Season[] = [
  { month: 'Oct 2026', arrivals: [4200, 3900, 2100], pricePaise: [56_200_00, 53_900_00], stock: 8200 },
  { month: 'Nov 2026', arrivals: [6100, 6400, 3300], pricePaise: [56_900_00, 54_100_00], stock: 14_100 },
  { month: 'Dec 2026', arrivals: [9800, 8200, 4700], pricePaise: [58_400_00, 55_800_00], stock: 21_900 },
  { month: 'Jan 2027', arrivals: [11_200, 9100, 5200], pricePaise: [60_100_00, 57_200_00], stock: 27_400 },
  { month: 'Feb 2027', arrivals: [8700, 7000, 4100], pricePaise: [61_300_00, null], stock: 24_800 },
  { month: 'Mar 2027', arrivals: [5300, 4400, 2600], pricePaise: [60_700_00, 58_000_00], stock: 17_300 },
];
