namespace Bridge.EndToEndTests.Chaos;

/// <summary>A real store in the hands of a run.</summary>
internal interface IChaosStore : IAsyncDisposable
{
    /// <summary>As the summary calls it.</summary>
    string Name { get; }

    ChaosLimits Limits { get; }

    /// <summary>The settings that a replica needs to use it.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Breaks it as planned, waits, and heals it.</summary>
    /// <returns>False when this machine does not allow it; nothing happened then.</returns>
    Task<bool> StrikeAsync(PlannedFault fault, CancellationToken cancellationToken);

    /// <summary>Deletes everything in it. No replica is running.</summary>
    Task LoseAsync();
}
