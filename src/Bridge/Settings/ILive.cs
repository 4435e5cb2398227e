namespace Bridge.Settings;

/// <summary>
/// Settings of one room as they are in force. Credentials are read from here at each use, so that a secret that was replaced in a file needs no
/// restart; everything else is taken once at the start.
/// </summary>
internal interface ILive<out TOptions>
{
    /// <summary>Raised when other settings are in force, these or those of another room.</summary>
    event Action? Changed;

    TOptions Current { get; }
}
