// The parts of the compared GS1 libraries that are used here; they bring no types.
declare module 'bark-js' {
  export default function bark(data: string): { elements: readonly unknown[] };
}
declare module 'gs1-barcode-parser-mod' {
  export function parseBarcode(data: string): { parsedCodeItems: readonly unknown[] };
}
declare module 'gs1js' {
  export class GS1Reader {
    constructor(code: string);
    getApplicationIdentifiers(): readonly unknown[];
  }
}
declare module 'digital-link.js' {
  interface Link {
    isValid(): boolean;
    getIdentifier(): object;
    getKeyQualifiers(): object;
    getAttributes(): object;
  }
  const library: { DigitalLink(uri: string): Link };
  export default library;
}
