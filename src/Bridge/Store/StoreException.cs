namespace Bridge.Store;

/// <summary>The store could not do what was asked. The message says what to look at and holds nothing of a webhook.</summary>
internal sealed class StoreException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether a store that could not be opened may be there later without anybody's doing.</summary>
    public bool MayPass { get; init; }
}
