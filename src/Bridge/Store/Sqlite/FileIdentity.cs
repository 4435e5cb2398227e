using System.Runtime.InteropServices;
using System.Text;

namespace Bridge.Store.Sqlite;

/// <summary>
/// Which file is behind a path: its device and inode. A process that has a file open keeps it when the path is deleted or given to another
/// one, and would not notice. Only Linux tells; elsewhere all files that are there are the same.
/// </summary>
internal readonly record struct FileIdentity(uint Major, uint Minor, ulong Inode)
{
    /// <summary>AT_FDCWD: a relative path is one from the working directory.</summary>
    private const int WorkingDirectory = -100;

    /// <summary>STATX_INO.</summary>
    private const uint WantsInode = 0x100;

    /// <returns>Null when there is no file.</returns>
    public static FileIdentity? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.Exists(path) ? default(FileIdentity) : null;
        }

        var status = default(Status);
        return Ask(WorkingDirectory, Encoding.UTF8.GetBytes(path + '\0'), flags: 0, WantsInode, ref status) == 0
            ? new FileIdentity(status.Major, status.Minor, status.Inode)
            : null;
    }

    [DllImport("libc", EntryPoint = "statx", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Ask(int directory, byte[] path, int flags, uint mask, ref Status status);

    /// <summary>Of struct statx (statx(2)), which is the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint Major;

        [FieldOffset(140)]
        public uint Minor;
    }
}
