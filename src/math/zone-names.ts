import { wallClock } from './zone';

/** Names of today for zones that machines may still list under an older one. */
const renamed: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

const unknown = new Set<string>();

/** Whether this machine knows a zone of that name. */
export function isZone(zone: string): boolean {
  if (unknown.has(zone)) return false;
  try {
    wallClock(zone);
    return true;
  } catch {
    unknown.add(zone);
    return false;
  }
}

/** Every zone this machine knows, under today's name, in the alphabet's order, `UTC` among them. */
export function zones(): readonly string[] {
  const names = Intl.supportedValuesOf('timeZone').map((zone) => {
    const name = renamed[zone];
    return name !== undefined && isZone(name) ? name : zone;
  });
  return [...new Set([...names, 'UTC'])].sort();
}

/** The zone this machine is set to. */
export const localZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;
