namespace Bridge.Vocabulary;

/// <summary>What is done to an annotation: the label <c>kind</c>.</summary>
internal enum DeliveryKind
{
    Create,
    Update,
    Delete,
}
