namespace Bridge.Kinds;

/// <summary>A list without which less is known of a kind.</summary>
internal interface IOptionalList
{
    /// <summary>Asks for it.</summary>
    /// <returns>What is missing and what to do, if the key may not read it; null if it may, or if that is not known.</returns>
    Task<string?> ProveAsync(CancellationToken cancellationToken);
}
