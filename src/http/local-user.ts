import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';

/**
 * Whether the other end of a loopback connection is a process of the same user, as the kernel's socket table tells
 * (Linux alone; elsewhere, and where anything is unclear, no). One read of /proc/net/tcp, about 1 ms.
 */
export async function isSameLocalUser(socket: Socket): Promise<boolean> {
  const { remoteAddress, remotePort, localPort } = socket;
  if (remotePort === undefined || localPort === undefined || !isLoopback(remoteAddress) || !process.getuid) return false;
  const table = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')));
  // Of the two entries of a loopback connection, the client's has the client's port as its local one.
  const rows = table
    .join('\n')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => portOf(fields[1]) === remotePort && portOf(fields[2]) === localPort && !isUnowned(fields));
  // Another user may have the same port at another loopback address; where any row is not ours, nobody is signed in.
  const user = process.getuid();
  return rows.length > 0 && rows.every((fields) => Number(fields[UID_FIELD]) === user);
}

const UID_FIELD = 7;
const INODE_FIELD = 9;

/** A socket that its process has closed belongs to nobody (inode 0) and is shown as root's. */
const isUnowned = (fields: string[]) => fields[INODE_FIELD] === '0';

const portOf = (address: string | undefined) => parseInt(address?.split(':')[1] ?? '', 16);

const isLoopback = (address: string | undefined) => address === '::1' || /^(::ffff:)?127\./.test(address ?? '');
