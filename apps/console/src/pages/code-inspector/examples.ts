import type { ConsoleMessage } from '../../app/text.ts';
import { SEPARATOR } from './characters.ts';

export const EXAMPLES: readonly { label: ConsoleMessage; code: string }[] = [
  {
    label: 'codeInspector.example.pack',
    code: `]d20108901234567890172711301124120010DL2407A${SEPARATOR}218F3K29QX`,
  },
  { label: 'codeInspector.example.ean', code: ']E08901234567890' },
  {
    label: 'codeInspector.example.link',
    code: 'https://id.gs1.org/01/08901234567890/10/DL%2F2407/21/8F3K29QX?17=271130',
  },
  { label: 'codeInspector.example.price', code: ']e001989012345678933103001250393235624950' },
  { label: 'codeInspector.example.checkDigit', code: ']d20108901234567895172711301010DL2407A' },
  {
    label: 'codeInspector.example.label',
    code: 'Brand Name: Kelvora 500\nBatch No.: KX2407\nMfg. Date: 12/2024\nExp. Date: NOV.2027\nMfg. Lic. No.: MH/102345',
  },
  {
    label: 'codeInspector.example.separator',
    code: `]d201089012345678901727113010DL2407A218F3K29QX71MT${SEPARATOR}11241200`,
  },
];
