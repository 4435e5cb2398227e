namespace Bridge.Settings;

/// <summary>One setting that stops the start: its name as written in configuration, and what to do about it.</summary>
/// <remarks>The problem never repeats the value: a value in the wrong place may be a secret.</remarks>
internal sealed record SettingFault(string Setting, string Problem)
{
    public override string ToString() => $"{Setting}: {Problem}";
}
