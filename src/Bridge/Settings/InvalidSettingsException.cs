namespace Bridge.Settings;

/// <summary>The settings have faults; the process ends with exit code 78 (EX_CONFIG of sysexits.h).</summary>
internal sealed class InvalidSettingsException(IReadOnlyList<SettingFault> faults)
    : Exception(string.Join(Environment.NewLine, faults))
{
    public const int ExitCode = 78;

    public IReadOnlyList<SettingFault> Faults { get; } = faults;
}
