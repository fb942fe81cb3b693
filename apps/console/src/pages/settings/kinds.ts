// The kinds of settings as people meet them: their words, their icons, and the groups in which the overview shows them.
import type { SettingKind } from '@sutra/contracts/settings';
import {
  BankIcon,
  CommissionIcon,
  CommodityIcon,
  DeliveryIcon,
  GridIcon,
  LocationIcon,
  NumberIcon,
  ParameterIcon,
  PaymentIcon,
  TaxIcon,
  VarietyIcon,
} from '@sutra/ui/icons';
import type { ConsoleMessage } from '../../app/text.ts';

export interface KindWords {
  /** "Bank accounts" */
  name: ConsoleMessage;
  /** "bank account" */
  one: ConsoleMessage;
  /** One sentence: what it is for. */
  purpose: ConsoleMessage;
  icon: typeof BankIcon;
}

export const KINDS: Readonly<Record<SettingKind, KindWords>> = {
  'gst-registrations': {
    name: 'record.gst-registrations',
    one: 'settings.gst.one',
    purpose: 'settings.gst.purpose',
    icon: TaxIcon,
  },
  'bank-accounts': {
    name: 'record.bank-accounts',
    one: 'settings.bank.one',
    purpose: 'settings.bank.purpose',
    icon: BankIcon,
  },
  'numbering-series': {
    name: 'record.numbering-series',
    one: 'settings.numbering.one',
    purpose: 'settings.numbering.purpose',
    icon: NumberIcon,
  },
  commodities: {
    name: 'record.commodities',
    one: 'settings.commodities.one',
    purpose: 'settings.commodities.purpose',
    icon: CommodityIcon,
  },
  parameters: {
    name: 'record.parameters',
    one: 'settings.parameters.one',
    purpose: 'settings.parameters.purpose',
    icon: ParameterIcon,
  },
  varieties: {
    name: 'record.varieties',
    one: 'settings.varieties.one',
    purpose: 'settings.varieties.purpose',
    icon: VarietyIcon,
  },
  'quality-grids': {
    name: 'record.quality-grids',
    one: 'settings.grids.one',
    purpose: 'settings.grids.purpose',
    icon: GridIcon,
  },
  locations: {
    name: 'record.locations',
    one: 'settings.locations.one',
    purpose: 'settings.locations.purpose',
    icon: LocationIcon,
  },
  'delivery-terms': {
    name: 'record.delivery-terms',
    one: 'settings.delivery.one',
    purpose: 'settings.delivery.purpose',
    icon: DeliveryIcon,
  },
  'payment-terms': {
    name: 'record.payment-terms',
    one: 'settings.payment.one',
    purpose: 'settings.payment.purpose',
    icon: PaymentIcon,
  },
  'commission-structures': {
    name: 'record.commission-structures',
    one: 'settings.commission.one',
    purpose: 'settings.commission.purpose',
    icon: CommissionIcon,
  },
};

export const GROUPS: readonly { label: ConsoleMessage; kinds: readonly SettingKind[] }[] = [
  { label: 'settings.group.firm', kinds: ['gst-registrations', 'bank-accounts', 'numbering-series'] },
  { label: 'settings.group.goods', kinds: ['commodities', 'parameters', 'varieties', 'quality-grids'] },
  {
    label: 'settings.group.terms',
    kinds: ['locations', 'delivery-terms', 'payment-terms', 'commission-structures'],
  },
];
