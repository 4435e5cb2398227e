using System.Diagnostics;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>A tmpfs of a few megabytes, so that a full disk is a real one. Mounting takes root; without, there is no full disk.</summary>
internal sealed class SmallDisk
{
    /// <summary>Room for the database of the longest run, and filled in no time.</summary>
    private const int Megabytes = 48;

    private readonly DirectoryInfo _folder;
    private readonly bool _mounted;

    private SmallDisk(DirectoryInfo folder, bool mounted) => (_folder, _mounted) = (folder, mounted);

    private string Ballast => Path.Combine(_folder.FullName, "ballast");

    public static async Task<SmallDisk> MountAsync(DirectoryInfo folder)
    {
        var mounted = Environment.IsPrivilegedProcess
            && await RunAsync("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "bridge-chaos", folder.FullName);
        return new SmallDisk(folder, mounted);
    }

    /// <summary>Takes every byte that is left, and gives it back after this long.</summary>
    /// <returns>False when there is no disk to fill.</returns>
    public async Task<bool> FillAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        if (!_mounted)
        {
            return false;
        }

        try
        {
            var block = new byte[4096];
            await using var ballast = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            var ends = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(ends) < duration)
            {
                try
                {
                    // Also what the database gives back meanwhile.
                    ballast.Write(block);
                }
                catch (IOException)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
                }
            }
        }
        finally
        {
            File.Delete(Ballast);
        }

        return true;
    }

    public async Task UnmountAsync()
    {
        if (_mounted)
        {
            await RunAsync("umount", _folder.FullName);
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode == 0;
    }
}
