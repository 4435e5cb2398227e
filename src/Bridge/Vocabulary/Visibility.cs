namespace Bridge.Vocabulary;

/// <summary>Who may see something in incident.io.</summary>
internal enum Visibility
{
    /// <summary>Nothing has said it. It counts as private.</summary>
    Unknown,

    /// <summary>Everybody in the organization.</summary>
    Public,

    /// <summary>Those who were let in.</summary>
    Private,
}
