/**
 * What `statfs` calls the file systems of other machines on Linux: NFS, SMB, CIFS, SMB2, AFS, 9p (in WSL, the disks of Windows).
 * FUSE is not among them: it is sshfs as well as the folders that a container shares with its host.
 */
export const networkFileSystems: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x01021997,
]);
