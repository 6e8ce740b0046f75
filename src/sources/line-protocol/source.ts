import { fileSource } from '../file-source';
import type { LineProtocolParams } from '.';
import { readLines } from './table';

/** A file of line protocol: measurements, tags and fields as they are; texts are words to group by. */
export const lineProtocol = fileSource<LineProtocolParams>('line-protocol', readLines);
