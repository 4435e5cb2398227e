namespace Bridge.Store;

/// <summary>The store could not do what was asked. The message says what to look at and holds nothing of a webhook.</summary>
internal sealed class StoreException(string message, Exception? innerException = null) : Exception(message, innerException);
